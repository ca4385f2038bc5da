using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Runs;

/// <summary>Datasets of other tools as a list to embed, with columns as <see cref="DatasetReader"/> reads them.</summary>
internal static class DatasetList
{
    // What may separate labels in a list.
    private static readonly char[] s_separators = [';', '|', ',', '['];

    /// <summary>Null for a folder of images, and for a list with a column <c>file</c>, whose other columns are kept.</summary>
    public static ImageList? Find(string path, DatasetOptions reading, RunContext context)
    {
        if (reading == new DatasetOptions() && !IsOther(path))
            return null;
        var dataset = context.Open(path, reading);
        foreach (string note in dataset.Notes)
            context.Log.Note(note);
        return Of(dataset);
    }

    /// <summary>The images of a file that is no plain list; null for anything else.</summary>
    public static IReadOnlyList<string>? Images(string path, RunContext context) =>
        Directory.Exists(path) || !IsOther(path)
            ? null
            : [.. context.Open(path, new DatasetOptions()).Rows.Select(row => row.Path)];

    /// <summary>Whether it is neither a folder of images, nor an image, nor a list with a column <c>file</c>.</summary>
    public static bool IsOther(string path) => PackedDataset.IsPacked(path) || !IsPlain(path);

    /// <summary>The rows as cells.</summary>
    public static ImageList Of(ImageDataset dataset)
    {
        bool areClasses = dataset.Kind == TargetKind.Classes;
        // Where something is unknown, a list of what is there says too little.
        bool asLists =
            dataset.OthersAreAbsent
            && !dataset.LabelNames.Any(name => name.AsSpan().ContainsAny(s_separators))
            && dataset.Rows.All(row => !row.Labels.Contains(LabelState.Unknown));
        string[] more =
        [
            .. dataset.Rows.Any(row => row.Split is not null) ? ["split"] : Array.Empty<string>(),
            .. dataset.Rows.Any(row => row.Group is not null) ? ["group"] : Array.Empty<string>(),
            .. dataset.Rows.Any(row => row.Weight != 1) ? ["weight"] : Array.Empty<string>(),
        ];
        string[] columns =
        [
            "file",
            .. areClasses ? ["label"]
            : asLists ? ["labels"]
            : dataset.LabelNames,
            .. more,
        ];
        return new ImageList(
            [.. dataset.Rows.Select(row => row.Path)],
            columns,
            [.. dataset.Rows.Select(row => (string[])[row.File, .. Annotation(row), .. More(row)])],
            []
        );

        IEnumerable<string> Annotation(ImageRow row)
        {
            var present = dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present);
            return areClasses ? present
                : asLists ? [string.Join(';', present)]
                : row.Labels.Select(state =>
                    state switch
                    {
                        LabelState.Present => "1",
                        LabelState.Absent => "0",
                        _ => "",
                    }
                );
        }

        IEnumerable<string> More(ImageRow row) =>
            more.Select(column =>
                column switch
                {
                    "split" => row.Split?.ToString().ToLowerInvariant() ?? "",
                    "group" => row.Group ?? "",
                    _ => row.Weight.ToString("r", CultureInfo.InvariantCulture),
                }
            );
    }

    private static bool IsPlain(string path)
    {
        if (File.Exists(path) && ImageFiles.IsImage(path))
            return true;
        return DatasetReader.FormatOf(path) switch
        {
            "folders" => true,
            // What it is, and what to do with it, is said where it is read.
            null => !File.Exists(path),
            "table" => File.Exists(path) && Table.Read(path).Columns.Contains("file"),
            _ => false,
        };
    }
}
