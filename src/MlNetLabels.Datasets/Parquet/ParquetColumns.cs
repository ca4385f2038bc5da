using System.Text.Json;
using global::Parquet;
using global::Parquet.Schema;
using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Parquet;

/// <summary>Which columns of a Parquet file hold images and labels, and what numbers of classes are called.</summary>
internal sealed record ParquetColumns(DataField Image, DataField? Label, bool IsList, IReadOnlyList<string>? Names)
{
    private static readonly string[] s_labels = ["label", "labels", "class", "category", "tags"];

    public string ImageName => Image.Path.FirstPart!;

    public string? LabelName => Label?.Path.FirstPart;

    /// <summary>Whether there is a column <c>file</c> of paths, and none that is known to be of images.</summary>
    public bool IsOfPaths { get; private init; }

    public static ParquetColumns Find(string file, DatasetOptions options, bool needsLabel = true) =>
        ParquetRows.Opened(file, reader => Task.FromResult(Find(file, reader, options, needsLabel)), default);

    private static ParquetColumns Find(string file, ParquetReader reader, DatasetOptions options, bool needsLabel)
    {
        var fields = reader.Schema.GetDataFields();
        string found = string.Join(", ", reader.Schema.Fields.Select(field => field.Name));
        var images = fields.Where(ParquetCells.AreBytes).ToArray();
        var image =
            images.FirstOrDefault(f => f.Path.FirstPart == (options.FileColumn ?? "image"))
            ?? (
                options.FileColumn is null
                    ? images.FirstOrDefault(ParquetCells.AreImages) ?? images.FirstOrDefault()
                    : null
            )
            ?? throw new InvalidInputException(
                file,
                null,
                fields.FirstOrDefault(f =>
                    ParquetCells.AreTexts(f) && f.Path.FirstPart == (options.FileColumn ?? "image")
                )
                    is { } texts
                    ? $"column '{texts.Path.FirstPart}' holds texts, not the bytes of images. Write a CSV of the paths and labels; "
                        + "data import takes that."
                    : $"no column holds images as bytes. Found: {found}; --file-column names one."
            );
        bool isOfPaths =
            !ParquetCells.AreImages(image) && fields.Any(f => f.Path.ToString() == "file" && ParquetCells.AreTexts(f));
        string[] names = options.LabelColumn is { } given ? [given] : s_labels;
        var label = names
            .Select(name =>
                fields.FirstOrDefault(f => f != image && f.Path.FirstPart == name && !f.Path.Equals(image.Path))
            )
            .FirstOrDefault(f => f is not null);
        if (label is null)
            return !needsLabel
                ? new(image, null, false, null) { IsOfPaths = isOfPaths }
                : throw new InvalidInputException(
                    file,
                    null,
                    $"no column is called {string.Join(", ", names)}. Found: {found}; "
                        + "--label-column names the one with the classes or labels."
                );
        return new(
            image,
            label,
            label.MaxRepetitionLevel > 0,
            reader.CustomMetadata?.TryGetValue("huggingface", out string? features) == true
                ? NamesIn(features, label.Path.FirstPart!)
                : null
        )
        {
            IsOfPaths = isOfPaths,
        };
    }

    // {"info": {"features": {"label": {"names": [...]}}}}; of lists one level further down.
    private static IReadOnlyList<string>? NamesIn(string features, string column)
    {
        try
        {
            using var json = JsonDocument.Parse(features);
            return
                json.RootElement.TryGetProperty("info", out var info)
                && info.TryGetProperty("features", out var all)
                && all.TryGetProperty(column, out var feature)
                ? NamesOf(feature)
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string>? NamesOf(JsonElement feature)
    {
        if (feature.ValueKind == JsonValueKind.Array)
            return feature.GetArrayLength() == 1 ? NamesOf(feature[0]) : null;
        if (feature.ValueKind != JsonValueKind.Object)
            return null;
        if (feature.TryGetProperty("feature", out var inner))
            return NamesOf(inner);
        return feature.TryGetProperty("names", out var names)
            ? names.ValueKind == JsonValueKind.Array
                ? [.. names.EnumerateArray().Select(name => name.ToString())]
                : [.. names.EnumerateObject().Select(name => name.Value.ToString())]
            : null;
    }
}
