using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using MlNetLabels.Data;
using MlNetLabels.Reports.Checks;

namespace MlNetLabels.Reports.Json;

/// <summary>Reads back what <see cref="JsonReportWriter"/> wrote.</summary>
internal static class JsonReportReader
{
    private static readonly JsonTypeInfo<ReportContent> Strict =
        (JsonTypeInfo<ReportContent>)
            new JsonSerializerOptions(ReportJsonContext.Default.Options)
            {
                TypeInfoResolver = ReportJsonContext.Default.WithAddedModifier(RequireParameters),
            }.GetTypeInfo(typeof(ReportContent));

    // A hundred times what evaluate writes of twenty thousand images.
    private const long MostBytes = 1 << 30;

    /// <summary>The report in a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, no report, damaged, or of another schema version.
    /// </exception>
    public static ReportContent Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(InputFile.ReadBytes(path, MostBytes), path);
    }

    /// <summary>The report in UTF-8 JSON; <paramref name="name"/> is what an error calls it.</summary>
    /// <exception cref="InvalidInputException">It is no report, damaged, or of another schema version.</exception>
    public static ReportContent Parse(ReadOnlyMemory<byte> json, string name = "report")
    {
        if (json.Span.StartsWith("PK"u8))
            throw new InvalidInputException(
                name,
                null,
                "is no report, but an archive or a trained model. Name a report.json, which 'evaluate --output FOLDER' writes."
            );
        if (json.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
            throw new InvalidInputException(
                name,
                null,
                "is a page for people. Name the report.json beside it, which holds the same for programs."
            );
        if (!Utf8.IsValid(json.Span))
            throw new InvalidInputException(
                name,
                null,
                "is no report, and no text at all. Name a report.json, which 'evaluate --output FOLDER' writes."
            );
        try
        {
            InputJson.Check(json.Span);
            using var document = JsonDocument.Parse(json);
            CheckVersion(document.RootElement, name);
            if (FirstNull(document.RootElement, "$") is { } place)
                throw new InvalidInputException(
                    name,
                    null,
                    $"{place} is null: a part that does not apply is left out. Write the report again with 'evaluate'."
                );
            var report = document.Deserialize(Strict)!;
            return ReportChecks.FirstProblem(report) is { } problem
                ? throw new InvalidInputException(name, null, problem)
                : report;
        }
        catch (JsonException e)
        {
            int? line = e.LineNumber is { } zeroBased && e.Path is null ? (int)zeroBased + 1 : null;
            throw new InvalidInputException(
                name,
                line,
                $"is not a whole report{(e.Path is null ? "" : $" (at {e.Path})")}: {InputJson.Reason(e)} Write it again with 'evaluate'.",
                e
            );
        }
    }

    // Record parameters without a default are as required as `required` members; RespectRequiredConstructorParameters
    // would ask for nullable ones too.
    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            if (property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false })
                property.IsRequired = !IsNewer(type, property);
    }

    // Reports of this schema version were written before there was this member.
    private static bool IsNewer(JsonTypeInfo type, JsonPropertyInfo property) =>
        type.Type == typeof(Evaluation.ConfidenceSummary) && property.Name == "shareAbove";

    private static void CheckVersion(JsonElement root, string name)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("schemaVersion", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int found)
        )
            throw new InvalidInputException(
                name,
                null,
                "is not an evaluation report: it has no schemaVersion. Name a report.json that 'evaluate' wrote."
            );
        if (found != ReportContent.CurrentSchemaVersion)
            throw new InvalidInputException(
                name,
                null,
                $"has schemaVersion {found}, this program reads {ReportContent.CurrentSchemaVersion}: use the "
                    + $"program that wrote it, or evaluate again."
            );
    }

    // The serializer accepts null as an element of any list and as a value of any dictionary; nothing that reads the
    // model expects it.
    private static string? FirstNull(JsonElement element, string place) =>
        element.ValueKind switch
        {
            JsonValueKind.Null => place,
            JsonValueKind.Object => element
                .EnumerateObject()
                .Select(x => FirstNull(x.Value, $"{place}.{x.Name}"))
                .FirstOrDefault(x => x is not null),
            JsonValueKind.Array => element
                .EnumerateArray()
                .Select((x, i) => FirstNull(x, $"{place}[{i}]"))
                .FirstOrDefault(x => x is not null),
            _ => null,
        };
}
