namespace MlNetLabels.Monitoring;

/// <summary>From what probabilities promise of a window to the range in which its figure lies.</summary>
internal static class EstimateInterval
{
    /// <summary>Chance that an interval holds.</summary>
    public const double Level = 0.95;

    // The quantile of the normal distribution that leaves half of the rest beyond it.
    private const double Width = 1.959964;

    /// <param name="promised">The figure by the window's probabilities alone; 0 to 1.</param>
    /// <param name="variance">Its variance if they are right and independent.</param>
    /// <param name="images">Images that it is of; at least 1.</param>
    /// <param name="gap">How far such promises were off on held-out images; null in bundles that do not say it.</param>
    /// <param name="heldOut">The figure of the held-out images.</param>
    public static WindowEstimate Of(double promised, double variance, int images, EstimateGap? gap, double? heldOut)
    {
        if (WhyNot(gap) is { } reason)
            return new(promised, null, null, heldOut, reason);
        double value = Math.Clamp(promised + gap!.Mean, 0, 1);
        // The window's own part twice: by the held-out images, which need no calibration, and by the window's
        // probabilities, which know where its images are harder than those.
        double own = Math.Max(gap.Spread * gap.Spread / images, variance);
        double half = Width * Math.Sqrt(own + gap.StandardError * gap.StandardError);
        return new(value, Math.Max(0, value - half), Math.Min(1, value + half), heldOut, null);
    }

    private static string? WhyNot(EstimateGap? gap) =>
        gap is null
            ? "the model does not say how far its probabilities were off on images held out: it was written by an older "
                + "version, or none were held out; train it again"
        : gap.Groups >= EstimateGap.MinimumGroups ? null
        : gap.Groups == gap.Images
            ? $"only {gap.Images} images were held out, and an interval needs {EstimateGap.MinimumGroups}"
        : $"the {gap.Images} images held out make only {Counted.Of(gap.Groups, "group")}, and an interval needs "
            + $"{EstimateGap.MinimumGroups}";
}
