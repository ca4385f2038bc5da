using System.Globalization;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Reports.Gates;

/// <summary>
/// Reads bounds from a JSON object such as <c>{ "minAccuracy": "90%", "maxEce": 0.1 }</c>. Comments and trailing commas
/// are allowed, unknown and repeated keys are not.
/// </summary>
internal static class GatesParser
{
    /// <summary>The keys that a file may hold.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. GateDefinition.All.Select(d => d.Key)];

    private const long MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions s_document = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly JsonReaderOptions s_syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The bounds of a file, in its order.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing or damaged, a key is unknown or repeated, or a bound is out of range.
    /// </exception>
    public static IReadOnlyList<GateBound> Read(string path) =>
        File.Exists(path) && new FileInfo(path).Length > MostBytes
            ? throw new InvalidInputException(
                path,
                null,
                "it is no file of gates, which holds a few bounds, such as {\"minAccuracy\": 0.9}: it is too large for that."
            )
            : Parse(InputFile.ReadBytes(path, MostBytes), path);

    internal static IReadOnlyList<GateBound> Parse(ReadOnlyMemory<byte> json, string name)
    {
        string keys = string.Join(", ", Keys);
        try
        {
            // A byte order mark is what editors on Windows leave.
            if (json.Span.StartsWith("\uFEFF"u8))
                json = json[3..];
            InputJson.Check(json.Span, s_syntax);
            using var document = JsonDocument.Parse(json, s_document);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidInputException(
                    name,
                    null,
                    $"an object with bounds is wanted, such as {{ \"minAccuracy\": 0.9 }}. Keys: {keys}."
                );
            var bounds = new List<GateBound>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!Keys.Contains(property.Name))
                    throw new InvalidInputException(
                        name,
                        null,
                        $"'{property.Name}' is no gate. Allowed: {keys}." + Suggestion.For(property.Name, Keys)
                    );
                if (bounds.Any(b => b.Key == property.Name))
                    throw new InvalidInputException(name, null, $"'{property.Name}' is given twice.");
                bounds.Add(Bound(property, name));
            }
            return bounds.Count > 0
                ? bounds
                : throw new InvalidInputException(name, null, $"it holds no gate. Allowed: {keys}.");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                name,
                e.LineNumber is { } line ? (int)line + 1 : null,
                $"is no JSON: {InputJson.Reason(e)} A file of gates holds bounds, such as {{\"minAccuracy\": 0.9}}.",
                e
            );
        }
    }

    private static GateBound Bound(JsonProperty property, string name)
    {
        bool isFiles = property.Name == GateDefinition.SkippedFiles;
        if (
            property.Value.ValueKind == JsonValueKind.String
            && property.Value.GetString()!
                is ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9', .., '%'] text
            && double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double percent
            )
            && percent <= 100
        )
            return new(property.Name, percent / 100, IsShareOfFiles: isFiles);
        if (
            property.Value.ValueKind == JsonValueKind.Number
            && property.Value.TryGetDouble(out double bound)
            && bound >= 0
            && (isFiles ? bound == Math.Floor(bound) && double.IsFinite(bound) : bound <= 1)
        )
            return new(property.Name, bound);
        throw new InvalidInputException(
            name,
            null,
            $"{property.Name} is {property.Value.GetRawText()}; give "
                + $"{(isFiles ? "a count such as 3 or a share such as \"1%\"" : "a number from 0 to 1, or a percentage such as \"90%\"")}."
        );
    }
}
