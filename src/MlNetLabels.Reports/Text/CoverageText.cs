using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Text;

/// <summary>Whether the domain check keeps its promise on in-domain test images, and whether chance explains a miss.</summary>
internal static class CoverageText
{
    /// <summary>Why no chance stands beside a figure of images in groups, to follow it.</summary>
    public const string InGroups =
        "; as the images come in groups, it cannot be said by image whether chance explains it.";

    private const double Rare = 0.05;

    /// <summary>The sentence; null where the check is off or there is no test image.</summary>
    public static string? Describe(DomainCheckReport? check)
    {
        if (check is not { IsOn: true, RejectRate: { } rate, TestCoverage: { } coverage, TestImages: > 0 })
            return null;
        string found =
            $"The domain check accepts {Figures.Count(Accepted(check))} of "
            + $"{Figures.Plural(check.TestImages, "in-domain test image")}"
            + (
                check.TestNegatives > 0
                    ? $" with {Figures.Plural(check.TestNegatives, "known negative")} among them"
                    : ""
            )
            + $" ({Figures.Percent(coverage)})";
        string promised = Figures.Percent(1 - rate),
            word = IsPromised(check) ? "promised" : "aimed at";
        if (coverage >= 1 - rate)
            return $"{found}, as {word}: at least {promised}.";
        return Chance(check) switch
        {
            null when !IsByImage(check) => $"{found}, where at least {promised} was {word}{InGroups}",
            null => $"{found}; at least {promised} was {word}.",
            { } p when p < Rare =>
                $"{found}, fewer than chance explains: at least {promised} was {word} ({Figures.Chance(p)}).",
            { } p when !IsPromised(check) =>
                $"{found}: within chance of {promised}, which it aims at ({Figures.Chance(p)}).",
            { } p => $"{found}: within chance of the promised {promised} ({Figures.Chance(p)}).",
        };
    }

    /// <summary>
    /// Where more in-domain test images are called unsure than were to be: whether chance explains it. Null where not, or
    /// where no such question is asked.
    /// </summary>
    public static string? DescribeUnsure(ReportContent report) =>
        Unsure(report) is not { } unsure
            ? null
            : $"{Figures.Count(unsure.Images)} of {Figures.Plural(unsure.Of, "in-domain test image")} are called unsure "
                + $"({Figures.Percent((double)unsure.Images / unsure.Of)}), "
                + (
                    unsure.Chance is not { } p
                        ? $"where at most {Figures.Percent(unsure.Rate)} was aimed at"
                            + (IsByImage(report.DomainCheck!) ? "." : InGroups)
                    : p < Rare
                        ? $"more than chance explains: at most {Figures.Percent(unsure.Rate)} was aimed at ({Figures.Chance(p)})."
                    : $"within chance of the {Figures.Percent(unsure.Rate)} at most that it aims at ({Figures.Chance(p)})."
                );

    /// <summary>
    /// How many times as many are called unsure as were to be at most, where chance by image does not explain it; null where
    /// it does, or no more are.
    /// </summary>
    public static double? UnsureBeyond(ReportContent report) =>
        Unsure(report) is { ByImage: < Rare } unsure ? (double)unsure.Images / unsure.Of / unsure.Rate : null;

    private static (int Images, int Of, double Rate, double? Chance, double? ByImage)? Unsure(ReportContent report)
    {
        if (
            report.DomainCheck is not { NewClass: { Cut: not null, UnsureRate: var rate } } check
            || report.Strangers is not [{ Unsure: { } share, Count: > 0 and var count, Distance: null }, ..]
            || share <= rate
        )
            return null;
        int unsure = (int)Math.Round(share * count);
        double? byImage = check.ByGroup ? null : Chance(count - unsure, count, rate, check.CutImages());
        return (unsure, count, rate, IsByImage(check) ? byImage : null, byImage);
    }

    /// <summary>Whether the share is promised to the kind of image asked for; else it is aimed at.</summary>
    public static bool IsPromised(DomainCheckReport check) => !check.IsCross() && check.Warning is null;

    /// <summary>
    /// Whether images count one each. Those of one group are alike and count for less, and so they do where their groups
    /// were too few to set the cut, of which the check warns.
    /// </summary>
    public static bool IsByImage(DomainCheckReport check) => !check.ByGroup && (!check.IsOn || check.Warning is null);

    /// <summary>
    /// Whether fewer images are accepted than promised, and chance by image does not explain it; of images in groups,
    /// whose number says more than it should, a hint and no proof.
    /// </summary>
    public static bool IsBroken(DomainCheckReport? check) =>
        check is { IsOn: true, RejectRate: { } rate, TestCoverage: { } coverage }
        && coverage < 1 - rate
        && ByImage(check) < Rare;

    /// <summary>
    /// Chance of so few accepted images or fewer where the promise is kept. A conformal cut from m validation images
    /// accepts a share of new ones that is itself Beta distributed, so the number among n test images is beta-binomial
    /// (Vovk, "Conditional validity of inductive conformal predictors", 2012), of a cross-conformal cut about so. Null of
    /// images in groups, see <see cref="IsByImage"/>.
    /// </summary>
    public static double? Chance(DomainCheckReport check) => IsByImage(check) ? ByImage(check) : null;

    private static double? ByImage(DomainCheckReport check) =>
        check is { RejectRate: { } rate, TestCoverage: not null, ByGroup: false }
            ? Chance(Accepted(check), check.TestImages, rate, check.CutImages())
            : null;

    /// <summary>The same of any conformal cut; null where so few images set none.</summary>
    /// <param name="kept">Test images that keep what was promised.</param>
    /// <param name="images">Test images.</param>
    /// <param name="rate">Share that may miss it.</param>
    /// <param name="cutImages">Images that the cut was set on.</param>
    public static double? Chance(int kept, int images, double rate, int cutImages)
    {
        int rank = (int)Math.Ceiling((cutImages + 1) * (1 - rate) - 1e-9);
        return rank < 1 || rank > cutImages ? null : BetaBinomial.UpTo(kept, images, rank, cutImages + 1 - rank);
    }

    private static int Accepted(DomainCheckReport check) =>
        (int)Math.Round((check.TestCoverage ?? 0) * check.TestImages);
}
