using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>Prediction sets in words and cells.</summary>
internal static class SetsText
{
    public const string Title = "Prediction sets on in-domain test images";

    private const int MostNamed = 5;

    public static string[] Headers { get; } = ["head", "images", "missing", "promised at most", "mean size of a set"];

    public static IReadOnlyList<string> Cells(SetsRow row) =>
        [
            row.Head,
            Figures.Count(row.Count),
            Figures.Percent(row.Missing),
            Figures.Percent(row.MissRate),
            Figures.Number(row.MeanSize, 2),
        ];

    /// <summary>What the promises are about.</summary>
    public static string Note(IReadOnlyList<SetsRow> rows)
    {
        var classes = rows.FirstOrDefault(row => row.OwnPromise is not null);
        string own = classes?.OwnPromise is { Count: > 0 } names
            ? " The promise is given for each class of at least 50 images held out by itself "
                + $"({string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", ..." : "")}), for any others "
                + "together."
            : " The promise is given for all classes together.";
        return (
                classes is null ? "" : "Missing classes: the share of images whose class is not in its set." + own + " "
            )
            + (
                rows.Any(row => row.OwnPromise is null)
                    ? "Missing labels: the mean share of an image's labels that are not in its set."
                    : ""
            );
    }
}
