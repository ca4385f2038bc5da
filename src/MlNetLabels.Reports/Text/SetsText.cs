using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports.Text;

/// <summary>Prediction sets in words and cells.</summary>
internal static class SetsText
{
    public const string Title = "Prediction sets on in-domain test images";

    private const int MostNamed = 5;

    private const double Rare = 0.05;

    public static string[] Headers(DomainCheckReport? check) =>
        [
            "head",
            "images",
            "missing",
            IsPromised(check) ? "promised at most" : "aimed at most",
            "p",
            "mean size of a set",
        ];

    // The cuts of the sets are set on the images that set the domain check's, and in the same way; that it is off itself
    // takes nothing from those that are on.
    private static bool IsPromised(DomainCheckReport? check) =>
        check is not null && (check.IsOn ? CoverageText.IsPromised(check) : !check.IsCross());

    public static IReadOnlyList<string> Cells(SetsRow row, DomainCheckReport? check) =>
        [
            row.Head,
            Figures.Count(row.Count),
            Figures.Percent(row.Missing),
            row.IsOff == true ? "OFF" : Figures.Percent(row.MissRate),
            Figures.PValue(IsByImage(check) ? Chance(row, check) : null),
            Figures.Number(row.MeanSize, 2),
        ];

    private static bool IsByImage(DomainCheckReport? check) => check is not null && CoverageText.IsByImage(check);

    /// <summary>Whether more is missing than was promised, and chance by image does not explain it.</summary>
    public static bool IsBroken(SetsRow row, DomainCheckReport? check) =>
        row.Missing > row.MissRate && Chance(row, check) < Rare;

    /// <summary>
    /// Where more classes are missing than were to be: whether chance explains it. Null where not, or where that is not
    /// known.
    /// </summary>
    public static string? Describe(ReportContent report) =>
        report.PredictionSets?.FirstOrDefault(row => row.OwnPromise is not null && row.Missing > row.MissRate)
            is { } row
        && Chance(row, report.DomainCheck) is { } p
            ? $"The sets of possible classes{(AreSomeOff(report) ? ", where they are on," : "")} lack the true one for "
                + $"{Figures.Percent(row.Missing)} of "
                + $"{Figures.Plural(row.Count, "in-domain test image")}, "
                + (
                    !IsByImage(report.DomainCheck) ? "where"
                    : p < Rare ? "more than chance explains:"
                    : "within chance:"
                )
                + $" at most {Figures.Percent(row.MissRate)} was {(IsPromised(report.DomainCheck) ? "promised" : "aimed at")}"
                + (IsByImage(report.DomainCheck) ? $" ({Figures.Chance(p)})." : CoverageText.InGroups)
            : null;

    private static bool AreSomeOff(ReportContent report) =>
        SwitchedOff
            .Describe(report)
            .Any(x => x.StartsWith("Prediction sets of classes are OFF", StringComparison.Ordinal));

    // Of classes, whose images count one each. Of labels the mean share of an image has no such chance.
    private static double? Chance(SetsRow row, DomainCheckReport? check) =>
        row is { IsOff: not true, OwnPromise: not null, Missing: { } missing, Count: > 0 }
        && check is { ByGroup: false }
            ? CoverageText.Chance(
                row.Count - (int)Math.Round(missing * row.Count),
                row.Count,
                row.MissRate,
                check.CutImages()
            )
            : null;

    /// <summary>What the promises are about.</summary>
    public static string Note(IReadOnlyList<SetsRow> rows, DomainCheckReport? check)
    {
        string promise = IsPromised(check) ? "The promise is given" : "It is aimed at";
        var classes = rows.FirstOrDefault(row => row.OwnPromise is not null);
        string off = rows.Any(row => row.IsOff == true)
            ? "Where it says OFF, too few images, or groups of them, were held out, so every set holds everything and promises "
                + "nothing. "
            : "";
        if (rows.All(row => row.IsOff == true))
            return off;
        string own = classes?.OwnPromise is { Count: > 0 } names
            ? $" {promise} for each class of at least 50 images held out by itself "
                + $"({string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", ..." : "")}), for any others "
                + "together."
            : $" {promise} for all classes together.";
        return off
            + (classes is null ? "" : "Missing classes: the share of images whose class is not in its set." + own + " ")
            + (
                rows.Any(row => row.OwnPromise is null)
                    ? "Missing labels: the mean share of an image's labels that are not in its set."
                    : ""
            )
            + (
                classes is null
                    ? ""
                    : " p is the chance of so many missing or more where the promise is kept (beta-binomial, as the cut was set "
                        + "on a number of images); none by group."
            );
    }
}
