using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>The same image, byte for byte, with labels that differ: one of them is wrong.</summary>
internal static class Contradictions
{
    private const int MostNamed = 3;

    /// <summary>One line for all of them; null where there are none.</summary>
    public static string? Note(EmbeddedDataset data)
    {
        var rows = data.Dataset.Rows;
        var differing = Enumerable
            .Range(0, rows.Count)
            .GroupBy(i => data.Contents[i])
            .Where(group => group.Skip(1).Any(i => !rows[i].Labels.SequenceEqual(rows[group.First()].Labels)))
            .Select(group =>
                string.Join(" and ", group.DistinctBy(i => StatesOf(rows[i])).Take(MostNamed).Select(i => rows[i].File))
            )
            .ToList();
        return differing.Count == 0
            ? null
            : $"{Counted.Of(differing.Count, "image is", "images are")} there more than once, with labels that differ: "
                + $"{string.Join("; ", differing.Take(MostNamed))}{(differing.Count > MostNamed ? "; ..." : "")}."
                + (data.Dataset.Kind == TargetKind.Classes ? $" {Advice}" : "");
    }

    /// <summary>What to do about an image that is in several classes.</summary>
    public const string Advice = "Delete the copy in the wrong class.";

    /// <summary>A row's labels as a text: one for each that differs.</summary>
    public static string StatesOf(ImageRow row) => string.Concat(row.Labels.Select(state => (char)('1' + (int)state)));
}
