using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Datasets;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs.Retraining;

/// <summary><c>mlnetlabels.json</c>: read, checked, written, and its schema.</summary>
internal static class ProjectFile
{
    /// <summary>What it is called.</summary>
    public const string Name = "mlnetlabels.json";

    /// <summary>What its schema is called.</summary>
    public const string SchemaName = "mlnetlabels.schema.json";

    private const int CurrentVersion = 1;

    private const long MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions s_syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly JsonReaderOptions s_reader = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Members of the file, in order.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [.. ProjectJson.Default.ProjectSettings.Properties.Select(property => property.Name)];

    /// <summary>Reads a file, with members that were given elsewhere in place of its own.</summary>
    /// <exception cref="InvalidInputException">It is missing or damaged, or a member is unknown or of no use.</exception>
    /// <exception cref="ArgumentException">What was given elsewhere is unknown or of no use.</exception>
    public static ProjectSettings Read(string path, IReadOnlyDictionary<string, JsonNode?>? overrides = null)
    {
        // Members that are not given would be zero and null, not what they are initialised to.
        var members = Defaults();
        foreach (var (key, value) in overrides ?? new Dictionary<string, JsonNode?>())
            if (WhyWrong(key, value) is { } why)
                throw new ArgumentException($"{key} {why}", nameof(overrides));
        foreach (var (key, value) in Members(path).Concat(overrides ?? new Dictionary<string, JsonNode?>()))
            members[key] = value?.DeepClone();
        try
        {
            var settings =
                members.Deserialize(ProjectJson.Default.ProjectSettings) ?? throw new JsonException("it is null");
            Check(path, settings);
            return settings;
        }
        catch (JsonException error)
        {
            string key = error.Path?.TrimStart('$', '.') ?? "";
            string what =
                key.Length == 0 ? ""
                : members[key] is JsonValue value ? $"{key} is '{value}'; "
                : $"{key}: ";
            throw Wrong(path, what + (Expected(key, members[key]) ?? InputJson.Reason(error)), error);
        }
    }

    // The serializer takes a null for a text of a list.
    private static string? NoTexts(string key, JsonNode? value) =>
        value is JsonArray items
        && TypeOf(key) == typeof(IReadOnlyList<string>)
        && items.Where(item => item?.GetValueKind() != JsonValueKind.String).ToArray() is [var other, ..]
            ? $"holds {other?.ToJsonString() ?? "null"}; {Expected(key, items)}"
            : null;

    private static Type? TypeOf(string key) =>
        ProjectJson.Default.ProjectSettings.Properties.FirstOrDefault(x => x.Name == key)?.PropertyType;

    // What belongs into a member; null where it is none of its own.
    private static string? Expected(string key, JsonNode? given)
    {
        var type = TypeOf(key);
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type is null ? null
            : type.IsEnum ? OneOf([.. Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)])
            : type == typeof(string) ? "give a text, in quotes."
            : type == typeof(bool) ? "give true or false."
            : type == typeof(int) ? "give a whole number."
            : type == typeof(double) ? "give a number, such as 0.05, or leave it out."
            : type == typeof(IReadOnlyList<string>) ? "give a list of texts, such as [\"a\", \"b\"]."
            : key == "gates" ? "give an object of bounds, such as { \"minAccuracy\": 0.9 }."
            : null;

        string OneOf(string[] words) =>
            $"give one of {string.Join(", ", words)}."
            + (given is JsonValue value ? Suggestion.For(value.ToString(), words) : "");
    }

    /// <summary>All members of settings.</summary>
    public static JsonObject All(ProjectSettings settings) =>
        JsonSerializer.SerializeToNode(settings, ProjectJson.Default.ProjectSettings)!.AsObject();

    /// <summary>The members as they stand in the file, or have their counterparts in Model Builder's.</summary>
    /// <exception cref="InvalidInputException">It is no JSON object, or a member is unknown.</exception>
    public static JsonObject Members(string path)
    {
        var members = Parse(path);
        if (MbConfig.Is(path))
            return MbConfig.Read(path, members).Members;
        if (members.Select(x => x.Key).FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
            throw Wrong(
                path,
                $"'{unknown}' is no setting.{Suggestion.For(unknown, Keys)} There are {string.Join(", ", Keys)}."
            );
        foreach (var (key, value) in members)
            if (NoTexts(key, value) is { } why)
                throw Wrong(path, $"{key} {why}");
        return members;
    }

    /// <summary>What of Model Builder's file has no counterpart, and of our own what does nothing.</summary>
    public static IReadOnlyList<string> Notes(string path) =>
        MbConfig.Is(path) ? MbConfig.Read(path, Parse(path)).Notes
        : Members(path).ContainsKey("margin") && Read(path).Promotion != PromotionRule.NotWorse
            ? [$"{Path.GetFileName(path)}: margin is of the promotion \"not-worse\", and of no other."]
        : [];

    private static JsonObject Parse(string path)
    {
        if (!File.Exists(path) && Path.GetFileName(path) == Name)
            throw Wrong(path, "there is no such file; 'init' writes one.");
        try
        {
            ReadOnlyMemory<byte> json = InputFile.ReadBytes(path, MostBytes);
            if (json.Span.StartsWith("\uFEFF"u8))
                json = json[3..];
            InputJson.Check(json.Span, s_reader);
            if (JsonNode.Parse(json.Span, documentOptions: s_syntax) is not JsonObject members)
                throw Wrong(path, "an object is wanted, such as { \"data\": \"photos\" }.");
            using var document = JsonDocument.Parse(json, s_syntax);
            if (
                document.RootElement.EnumerateObject().CountBy(x => x.Name).FirstOrDefault(x => x.Value > 1) is
                { Key: { } twice }
            )
                throw Wrong(path, $"'{twice}' is given twice; keep one.");
            return members;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                path,
                (int?)error.LineNumber + 1,
                $"is no JSON: {InputJson.Reason(error)}",
                error
            );
        }
    }

    /// <summary>What holds where the file does not say otherwise; it has to say what the data are.</summary>
    public static JsonObject Defaults()
    {
        var members = All(new ProjectSettings { Data = "" });
        members.Remove("data");
        return members;
    }

    /// <summary>Writes a file with its schema beside it, unless something is there.</summary>
    public static void Write(string path, ProjectSettings settings)
    {
        var all = All(settings);
        var plain = Defaults();
        // What is as it would be without being said is left out, but for what people look for first.
        string[] shown = ["$schema", "version", "data", "outOfDomain", "backbone", "promotion"];
        foreach (string key in all.Select(x => x.Key).Except(shown).ToArray())
            if (JsonNode.DeepEquals(all[key], plain[key]))
                all.Remove(key);
        using var files = new OutputFiles();
        files.Add(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, SchemaName), Schema());
        files.Add(path, all.ToJsonString(ProjectJson.Default.Options) + "\n");
        files.Complete();
    }

    /// <summary>The JSON Schema (2020-12) of the file.</summary>
    public static string Schema()
    {
        var schema = ProjectJson
            .Default.Options.GetJsonSchemaAsNode(
                typeof(ProjectSettings),
                new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }
            )
            .AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema["properties"]!["gates"]!["propertyNames"] = new JsonObject
        {
            ["enum"] = new JsonArray([.. GatesFile.Keys.Select(key => (JsonNode)key)]),
        };
        OneOf("dataFormat", PackedDataset.Formats);
        OneOf("domainScore", OutOfDomainScorers.Names);
        return schema.ToJsonString(ProjectJson.Default.Options) + "\n";

        // Or null, which leaves it out.
        void OneOf(string key, IEnumerable<string> words) =>
            schema["properties"]![key]!["enum"] = new JsonArray([.. words.Select(word => (JsonNode?)word), null]);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (
            node is JsonObject shape
            && context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), false)
                is [DescriptionAttribute description, ..]
        )
            shape.Insert(0, "description", description.Description);
        return node;
    }

    /// <summary>Why a value is none of a member's; null where it is. What the member is called is left to the caller.</summary>
    public static string? WhyWrong(string key, JsonNode? value)
    {
        if (!Keys.Contains(key))
            return $"is no setting.{Suggestion.For(key, Keys)}";
        if (NoTexts(key, value) is { } list)
            return list;
        var members = Defaults();
        members["data"] = "images";
        members[key] = value?.DeepClone();
        try
        {
            return Faults(members.Deserialize(ProjectJson.Default.ProjectSettings)!)
                .Where(fault => fault.Key == key)
                .Select(fault => fault.Why)
                .FirstOrDefault();
        }
        catch (JsonException error)
        {
            return $"is {value?.ToJsonString() ?? "null"}; {Expected(key, value) ?? InputJson.Reason(error)}";
        }
    }

    private static void Check(string path, ProjectSettings settings)
    {
        foreach (var (key, why) in Faults(settings))
            throw Wrong(path, $"{key} {why}");
        _ = Gates(path, settings);
    }

    private static IEnumerable<(string Key, string Why)> Faults(ProjectSettings settings)
    {
        if (settings.Version != CurrentVersion)
            yield return (
                "version",
                $"is {settings.Version}, but this program knows version {CurrentVersion}. "
                    + (settings.Version > CurrentVersion ? "Install a newer one." : "Write the file again with 'init'.")
            );
        if (string.IsNullOrWhiteSpace(settings.Data))
            yield return ("data", "is empty; name the folder or file of your images.");
        (string Key, IReadOnlyList<string> Sets)[] all =
        [
            ("outOfDomain", settings.OutOfDomain),
            ("validationOutOfDomain", settings.ValidationOutOfDomain),
            ("negatives", settings.Negatives),
        ];
        foreach (var (key, sets) in all)
            if (sets.FirstOrDefault(set => set is "" or "near:" or "far:") is { } set)
                yield return (
                    key,
                    $"holds '{set}', which names no images; put the folder or file behind it: \"{set}PATH\"."
                );
        if (settings.TestShare is not (> 0 and <= 0.5))
            yield return ("testShare", $"is {settings.TestShare}; give a share above 0 and at most 0.5.");
        if (settings.RejectRate is not (> 0 and < 1))
            yield return ("rejectRate", $"is {settings.RejectRate}; give a share between 0 and 1, such as 0.05.");
        if (settings.UnsureRate is not (>= 0 and < 1))
            yield return ("unsureRate", $"is {settings.UnsureRate}; give a share between 0 and 1, or 0 for none.");
        if (settings.MissRate is not (> 0 and < 1))
            yield return ("missRate", $"is {settings.MissRate}; give a share between 0 and 1, such as 0.05.");
        if (settings.Margin is not (>= 0 and <= 1))
            yield return ("margin", $"is {settings.Margin}; give a share such as 0.02.");
        if (settings.L2 is { } l2 && !(l2 >= 0 && double.IsFinite(l2)))
            yield return ("l2", $"is {l2}; give a number of at least 0, or leave it out.");
        if (OneOf(settings.DomainScore, OutOfDomainScorers.Names) is { } score)
            yield return ("domainScore", score);
        if (OneOf(settings.DataFormat, PackedDataset.Formats) is { } format)
            yield return ("dataFormat", format);
        if (WhyNoRule(settings.Threshold) is { } threshold)
            yield return ("threshold", threshold);
    }

    private static string? WhyNoRule(string threshold)
    {
        try
        {
            _ = ThresholdRule.Parse(threshold);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    // Null where it is one of them, or not given.
    private static string? OneOf(string? given, IReadOnlyCollection<string> known) =>
        given is null || known.Contains(given)
            ? null
            : $"is '{given}'.{Suggestion.For(given, known)} There are {string.Join(", ", known)}.";

    /// <summary>The bounds; null where there are none.</summary>
    /// <exception cref="InvalidInputException">One is unknown or out of range.</exception>
    public static GatesFile? Gates(string path, ProjectSettings settings) =>
        settings.Gates.Count == 0
            ? null
            : GatesFile.Parse(
                JsonSerializer.SerializeToUtf8Bytes(
                    settings.Gates,
                    ProjectJson.Default.IReadOnlyDictionaryStringJsonElement
                ),
                $"{path}, gates"
            );

    /// <summary>Says of images that are not there which member names them.</summary>
    /// <param name="places">The project's.</param>
    /// <param name="settings">What its file says.</param>
    /// <param name="overrides">Members that were given elsewhere.</param>
    /// <exception cref="InvalidInputException">They are not there.</exception>
    public static void CheckPlaces(ProjectPlaces places, ProjectSettings settings, IReadOnlyList<string> overrides)
    {
        (string Member, IReadOnlyList<string> Paths)[] named =
        [
            ("data", [settings.Data]),
            ("outOfDomain", settings.OutOfDomain),
            ("validationOutOfDomain", settings.ValidationOutOfDomain),
            ("negatives", settings.Negatives),
        ];
        foreach (var (member, paths) in named.Where(x => !overrides.Contains(x.Member)))
        foreach (string path in paths)
        {
            var set = member == "data" ? new NamedSet(null, path) : NamedSet.Of(path);
            string place = places.Resolve(set.Place);
            if (!Path.Exists(place) && set.Place.Length > 0)
                throw Wrong(
                    places.File,
                    $"{member} names {place}, and "
                        + ((member == "data" ? null : FurtherSets.WrongTag(set)) ?? MissingData.Describe(place))
                );
        }
    }

    private static InvalidInputException Wrong(string path, string what, Exception? error = null) =>
        new(path, null, what, error);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(ProjectSettings))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
internal sealed partial class ProjectJson : JsonSerializerContext;
