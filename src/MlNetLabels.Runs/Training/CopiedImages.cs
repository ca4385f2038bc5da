using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Images of a class that are one image, copied: there is nothing in them to learn from, or to test on.</summary>
internal static class CopiedImages
{
    private const int MostNamed = 3;

    /// <param name="dataset">The images.</param>
    /// <param name="contents">Equal for equal images; null where that is not known.</param>
    /// <exception cref="InvalidInputException">All images of a class are copies of one.</exception>
    public static void Check(ImageDataset dataset, IReadOnlyList<string?> contents)
    {
        // Who divides the images knows them.
        if (dataset.Kind != TargetKind.Classes || dataset.Rows.Any(row => row.Split is not null))
            return;
        (string Name, int Count)[] copied =
        [
            .. Enumerable
                .Range(0, dataset.Rows.Count)
                .GroupBy(i => dataset.Rows[i].Labels.ToList().IndexOf(LabelState.Present))
                .Where(rows =>
                    rows.Key >= 0
                    && rows.Skip(1).Any()
                    && contents[rows.First()] is not null
                    && rows.DistinctBy(i => contents[i]).Take(2).Count() == 1
                )
                .Select(rows => (dataset.LabelNames[rows.Key], rows.Count())),
        ];
        if (copied.Length > 0)
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"all {copied[0].Count} photos of '{copied[0].Name}' are copies of one photo, so there is nothing to learn from. "
                    + (
                        copied.Length == 1
                            ? ""
                            : $"Likewise: {string.Join(", ", copied.Skip(1).Take(MostNamed).Select(x => $"'{x.Name}'"))}"
                                + $"{(copied.Length > MostNamed + 1 ? ", ..." : "")}. "
                    )
                    + "Add other photos."
            );
    }
}
