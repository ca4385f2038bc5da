using System.Text;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Parquet;

/// <summary>
/// Parquet files as Hugging Face shares them: images as bytes become files in a folder, with a list of their classes or
/// labels beside, which is read like any other. Names of files say the split.
/// </summary>
internal static class ParquetDataset
{
    private static readonly (string Word, string Split)[] s_splits =
    [
        ("train", "train"),
        ("validation", "validation"),
        ("valid", "validation"),
        ("val", "validation"),
        ("dev", "validation"),
        ("test", "test"),
    ];

    private const int MostNamed = 5;

    private const string Where = "Only images whose bytes are in the file are read.";

    public static ImageDataset Read(
        string source,
        IReadOnlyList<string> files,
        DatasetOptions options,
        string folder,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var splits = files.Select(SplitOf).Distinct().ToList();
        string list = Path.Combine(folder, "images.jsonl");
        int unlabelled = 0,
            written = 0,
            rows = 0;
        var empty = new List<int>();
        string? what = null;
        using (var lines = new StreamWriter(list))
            foreach (string file in files)
            {
                string? split = splits.Count > 1 ? SplitOf(file) : null;
                var columns = ParquetColumns.Find(file, options);
                what ??=
                    $"images from '{columns.ImageName}', {(columns.IsList ? "lists of labels" : "classes")} from '{columns.LabelName}'";
                foreach (var row in ParquetRows.Read(file, columns, cancellationToken))
                {
                    // Called by their rows, so that an image is found again.
                    int at = rows++;
                    if (row.Image is null)
                    {
                        empty.Add(at);
                        continue;
                    }
                    if (row.Labels is null)
                    {
                        unlabelled++;
                        continue;
                    }
                    written++;
                    string name = $"{at:D7}{Extension(row.Image)}";
                    File.WriteAllBytes(Path.Combine(folder, name), row.Image);
                    lines.WriteLine(Line(name, row.Labels, split, columns.IsList));
                }
            }
        if (written == 0)
            throw new InvalidInputException(
                source,
                null,
                unlabelled > 0 ? $"none of its {unlabelled} images is labelled."
                    : empty.Count > 0 ? $"the bytes of its images do not lie in it. {Where}"
                    : "there are no rows in it."
            );
        notes.Add(
            $"Read as Parquet: {Counted.Of(written, "image")} in {Counted.Of(files.Count, "file")}; {what}; images are called by "
                + "their rows, from 0."
        );
        if (empty.Count > 0)
            notes.Add(
                $"Left out {Counted.Of(empty.Count, "row")} without an image "
                    + $"({string.Join(", ", empty.Take(MostNamed))}{(empty.Count > MostNamed ? ", ..." : "")}). {Where}"
            );
        if (unlabelled > 0)
            notes.Add($"Left out {Counted.Of(unlabelled, "image")} that nobody labelled: what is on them is unknown.");
        // What names columns was of Parquet's.
        return DatasetReader.Read(list, new DatasetOptions { Classes = options.Classes, OneClass = options.OneClass });
    }

    private static string Line(string file, IReadOnlyList<string> labels, string? split, bool isList)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            if (split is not null)
                json.WriteString("split", split);
            if (isList)
            {
                json.WriteStartArray("labels");
                foreach (string label in labels)
                    json.WriteStringValue(label);
                json.WriteEndArray();
            }
            else
                json.WriteString("label", labels[0]);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // train-00000-of-00002.parquet, or a folder called so.
    private static string? SplitOf(string file)
    {
        string[] words = Path.GetFileNameWithoutExtension(file).Split('-', '_', '.');
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))!;
        return s_splits
            .Where(x =>
                words.Contains(x.Word, StringComparer.OrdinalIgnoreCase)
                || folder.Equals(x.Word, StringComparison.OrdinalIgnoreCase)
            )
            .Select(x => x.Split)
            .FirstOrDefault();
    }

    private static string Extension(ReadOnlySpan<byte> image) =>
        image.StartsWith<byte>([0xFF, 0xD8]) ? ".jpg"
        : image.StartsWith<byte>([0x89, (byte)'P']) ? ".png"
        : image.StartsWith("RIFF"u8) ? ".webp"
        : image.StartsWith("GIF8"u8) ? ".gif"
        : ".img";
}
