using MlNetLabels.Metrics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Monitoring;

/// <summary>Whether the domain check rejects more of a window than was promised.</summary>
internal static class RejectedShare
{
    /// <summary>
    /// Exact test of the number rejected. A cut set by m held-out images rejects a share of new ones that is itself Beta
    /// distributed around the promised rate, so that the number rejected is not binomial but beta-binomial (Vovk,
    /// "Conditional validity of inductive conformal predictors", 2012); with m growing the two are the same.
    /// </summary>
    /// <returns>Share, and chance of as many or more without a change; or why there is none.</returns>
    public static Finding Test(ConformalCut cut, IReadOnlyCollection<double> scores)
    {
        if (!double.IsFinite(cut.Cut))
            return Finding.Not(WhyNot(cut)!);
        int rejected = scores.Count(score => !cut.Accepts(score));
        double share = (double)rejected / scores.Count;
        if (WhyNot(cut) is { } reason)
            return new Finding(share, null, reason);
        int accepted = Rank(cut);
        return new Finding(
            share,
            BetaBinomial.UpTo(scores.Count - rejected, scores.Count, accepted, cut.Images + 1 - accepted),
            null
        );
    }

    /// <summary>Why a cut cannot be tested, whatever is asked; null where it can.</summary>
    public static string? WhyNot(ConformalCut cut) =>
        !double.IsFinite(cut.Cut) ? "the domain check is off: too few images were held out to set its cut"
        : cut.IsByGroup
            ? "the cut was set by groups of images that belong together, and what is rejected of new ones depends on theirs"
        : null;

    // How many held-out images lie at or below the cut.
    private static int Rank(ConformalCut cut) => (int)Math.Ceiling((cut.Images + 1) * (1 - cut.Alpha) - 1e-9);
}

/// <summary>What a test found.</summary>
/// <param name="Value">The figure; null where it was not made.</param>
/// <param name="PValue">Chance of a figure at least as large without a change; null without a test.</param>
/// <param name="Reason">Why there is no test.</param>
internal sealed record Finding(double? Value, double? PValue, string? Reason)
{
    /// <summary>A test that was not made.</summary>
    public static Finding Not(string reason) => new(null, null, reason);
}
