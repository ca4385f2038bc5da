using System.Globalization;
using System.Text.Json.Nodes;

namespace MlNetLabels.Runs.Retraining;

/// <summary>
/// A project of Model Builder (<c>*.mbconfig</c>) as members of ours. Versions 2, 4 and 5 are known by their public files;
/// of others what is alike is read.
/// </summary>
/// <param name="Members">What has a counterpart.</param>
/// <param name="Notes">What has none, a sentence each.</param>
internal sealed record MbConfig(JsonObject Members, IReadOnlyList<string> Notes)
{
    public const string Extension = ".mbconfig";

    private const string Scenario = "ImageClassification";

    private static readonly int[] s_versions = [2, 4, 5];

    // Said of the file itself, or without a meaning here.
    private static readonly string[] s_silent = ["Type", "Version", "Scenario", "DataSource", "TrainingOption"];

    private static readonly Dictionary<string, string> s_apart = new(StringComparer.Ordinal)
    {
        ["TrainingTime"] = "heads are fitted to the end, which takes seconds",
        ["Environment"] = "images are embedded on the processor",
        ["RunHistory"] = "its trials are of other networks; the backbone stays the one of this program",
        ["Subsampling"] = "all images are used",
    };

    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads its JSON.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">What it holds.</param>
    /// <exception cref="InvalidInputException">It is of another scenario, or names no data.</exception>
    public static MbConfig Read(string path, JsonObject json)
    {
        if (Text(json, "Scenario") is not Scenario and var scenario)
            throw new InvalidInputException(
                path,
                null,
                $"its scenario is '{scenario ?? "not named"}'; of Model Builder's files those of {Scenario} are read."
            );
        var (members, notes) = (new JsonObject(), new List<string>());
        if (Number(json, "Version") is var version && !s_versions.Contains((int)(version ?? 0)))
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} is of version {version}; it was read as far as it is like versions {string.Join(", ", s_versions)}."
                )
            );
        members["data"] = Data(path, json["DataSource"] as JsonObject);
        foreach (var (key, _) in json.Where(x => !s_silent.Contains(x.Key)))
            Note(key);
        if (json["TrainingOption"] is JsonObject option)
            Read(option);
        return new(members, notes);

        void Note(string key) =>
            notes.Add($"{key} has no counterpart here{(s_apart.TryGetValue(key, out string? why) ? $": {why}" : "")}.");

        void Read(JsonObject option)
        {
            if (Number(option, "Seed") is { } seed and >= int.MinValue and <= int.MaxValue)
                members["seed"] = (int)seed;
            if (option["ValidationOption"] is JsonObject validation)
                Validation(validation, members, notes);
            foreach (string key in option.Select(x => x.Key).Except(["Type", "Seed", "ValidationOption"]))
                if (!json.ContainsKey(key))
                    Note(key);
        }
    }

    private static string Data(string path, JsonObject? source)
    {
        string? given = source is null ? null : Text(source, "FolderPath") ?? Text(source, "FilePath");
        if (string.IsNullOrWhiteSpace(given))
            throw new InvalidInputException(
                path,
                null,
                "it names no folder of images (DataSource, FolderPath). Choose the data in Model Builder, or write "
                    + "mlnetlabels.json with 'init'."
            );
        // Model Builder runs on Windows.
        return OperatingSystem.IsWindows() ? given : given.Replace('\\', '/');
    }

    private static void Validation(JsonObject validation, JsonObject members, List<string> notes)
    {
        string type = Text(validation, "Type") ?? "";
        if (Number(validation, "SplitRatio") is { } ratio and > 0 and < 1)
        {
            // Some versions give the share to train on.
            double share = Math.Min(ratio, 1 - ratio);
            members["testShare"] = share;
            if (share != ratio)
                notes.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"SplitRatio {ratio} was read as a test share of {share:0.##}."
                    )
                );
        }
        else if (type.StartsWith("CrossValidation", StringComparison.Ordinal))
            notes.Add(
                "Cross-validation has no counterpart as a test: a share of the images is set aside to test, and heads are "
                    + "calibrated by folds of the others."
            );
        else
            notes.Add($"ValidationOption {type} has no counterpart here: a share of the images is set aside to test.");
    }

    private static string? Text(JsonObject json, string key) =>
        json[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static double? Number(JsonObject json, string key) =>
        json[key] is JsonValue value && value.TryGetValue(out double number) ? number : null;
}
