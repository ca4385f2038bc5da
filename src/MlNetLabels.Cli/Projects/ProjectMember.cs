using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetLabels.Data;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Projects;

/// <summary>A member of the project's file, and the option of its name: <c>testShare</c> is <c>--test-share</c>.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Description">What it means, as the file's schema says.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Words">The words that it takes; empty for any.</param>
internal sealed record ProjectMember(string Key, string Description, MemberKind Kind, IReadOnlyList<string> Words)
{
    private static readonly string[] s_paths =
    [
        "data",
        "images",
        "corrections",
        "negatives",
        "outOfDomain",
        "validationOutOfDomain",
        "backbone",
    ];

    private static readonly string[] s_shares = ["testShare", "rejectRate", "unsureRate", "missRate", "margin"];

    // As gates files may have them.
    private static readonly JsonDocumentOptions s_syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>All that a command line may say otherwise, in the file's order.</summary>
    public static IReadOnlyList<ProjectMember> All { get; } =
    [
        .. JsonNode.Parse(ImageProject.JsonSchema())!["properties"]!
            .AsObject()
            .Where(x => x.Key is not ("$schema" or "version"))
            .Select(x => Read(x.Key, x.Value!.AsObject())),
    ];

    /// <summary>Its option.</summary>
    public string Option =>
        "--" + string.Concat(Key.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>Whether it names files, which the project's file names from its folder on.</summary>
    public bool IsPath => s_paths.Contains(Key);

    /// <summary>Whether it is a share, which may be given in percent.</summary>
    public bool IsShare => s_shares.Contains(Key);

    /// <summary>A value of the file as arguments; none where it says nothing.</summary>
    public IEnumerable<string> Arguments(JsonNode? value, ImageProject project) =>
        value switch
        {
            null => [],
            JsonArray items => items.Select(item => $"{Option}={Text(item!, project)}"),
            JsonObject { Count: 0 } => [],
            _ when Kind == MemberKind.Switch => (bool)value ? [Option] : [],
            _ => [$"{Option}={Text(value, project)}"],
        };

    /// <summary>Given texts as the file would have them.</summary>
    public JsonNode? Value(IReadOnlyList<string> given) =>
        Kind switch
        {
            MemberKind.List when IsPath => new JsonArray([.. given.Select(x => (JsonNode)FullPath(x))]),
            MemberKind.List => new JsonArray([
                .. given
                    .SelectMany(x =>
                        x.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    )
                    .Select(x => (JsonNode)x),
            ]),
            MemberKind.Number when given[0] == "auto" => null,
            MemberKind.Number => Number(given[0]),
            MemberKind.Whole => int.Parse(given[0], CultureInfo.InvariantCulture),
            MemberKind.Object => ObjectOf(given[0]),
            _ => IsPath ? FullPath(given[0]) : given[0],
        };

    /// <summary>A number, or a share in percent; null where it is none.</summary>
    public double? Number(string given)
    {
        double? read =
            IsShare ? ShareText.Read(given)
            : double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
            : null;
        return read is { } number && double.IsFinite(number) ? number : null;
    }

    // The object itself, or a file of it.
    private JsonObject ObjectOf(string given)
    {
        bool isFile = !given.TrimStart().StartsWith('{');
        string name = isFile ? given : Option;
        ReadOnlyMemory<byte> json = isFile ? InputFile.ReadBytes(given, 1 << 20) : Encoding.UTF8.GetBytes(given);
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            var members = JsonNode.Parse(json.Span, documentOptions: s_syntax)?.AsObject() ?? new JsonObject();
            // Here, where it is known where they come from.
            if (Key == "gates" && members.Count > 0)
                _ = GatesFile.Parse(json, name);
            return members;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidInputException(name, null, $"is no JSON object: {InputJson.Reason(error)}", error);
        }
    }

    private string Text(JsonNode value, ImageProject project) =>
        value.GetValueKind() != JsonValueKind.String ? value.ToJsonString()
        : Key == "backbone" ? project.ResolveBackbone((string)value!)
        : IsPath ? project.Resolve((string)value!)
        : (string)value!;

    // A command line names files from the current folder on. A backbone may be a name.
    private string FullPath(string given)
    {
        if (Key == "backbone")
            return string.Join('+', given.Split('+').Select(x => File.Exists(x) ? Path.GetFullPath(x) : x));
        // What is no path is told where it is read.
        if (given.Contains('\0', StringComparison.Ordinal))
            return given;
        int tag =
            given.StartsWith("near:", StringComparison.Ordinal) || given.StartsWith("far:", StringComparison.Ordinal)
                ? given.IndexOf(':', StringComparison.Ordinal) + 1
                : 0;
        return given[..tag] + Path.GetFullPath(given[tag..]);
    }

    private static ProjectMember Read(string key, JsonObject schema)
    {
        string[] words = [.. schema["enum"]?.AsArray().Select(x => (string?)x).OfType<string>() ?? []];
        string[] types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(x => (string)x!)],
            { } one => [(string)one!],
            null => ["string"],
        };
        return new(
            key,
            (string?)schema["description"] ?? "",
            types.First(x => x != "null") switch
            {
                "boolean" => MemberKind.Switch,
                "number" => MemberKind.Number,
                "integer" => MemberKind.Whole,
                "array" => MemberKind.List,
                "object" => MemberKind.Object,
                _ => MemberKind.Text,
            },
            words
        );
    }
}

/// <summary>What a member holds.</summary>
internal enum MemberKind
{
    Text,
    Number,
    Whole,
    Switch,
    List,
    Object,
}
