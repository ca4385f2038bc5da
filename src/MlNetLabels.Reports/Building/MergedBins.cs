using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Building;

/// <summary>
/// Bins of a reliability diagram with predictions enough to say something: neighbours are joined until each holds
/// <see cref="FewestPredictions"/>; fewer in all make no diagram.
/// </summary>
internal static class MergedBins
{
    public const int FewestPredictions = 10;

    /// <summary>The joined bins, lowest first, each with those it was made of; none of too few predictions.</summary>
    public static IReadOnlyList<(ReliabilityBin Bin, Range Parts)> Of(IReadOnlyList<ReliabilityBin> bins)
    {
        if (bins.Sum(b => b.Count) < FewestPredictions)
            return [];
        var parts = new List<Range>();
        int start = 0,
            count = 0;
        for (int i = 0; i < bins.Count; i++)
        {
            count += bins[i].Count;
            if (count < FewestPredictions)
                continue;
            parts.Add(start..(i + 1));
            (start, count) = (i + 1, 0);
        }
        // Too few are left for a bin of their own.
        if (count > 0)
            parts[^1] = parts[^1].Start..bins.Count;
        return [.. parts.Select(part => (Join([.. bins.Take(part)]), part)).Where(x => x.Item1.Count > 0)];
    }

    private static ReliabilityBin Join(ReliabilityBin[] bins)
    {
        int count = bins.Sum(b => b.Count);
        // The edges are those of the bins that hold something.
        var held = bins.Where(b => b.Count > 0).DefaultIfEmpty(bins[0]).ToArray();
        return new ReliabilityBin(
            held[0].Low,
            held[^1].High,
            count,
            count == 0 ? null : bins.Sum(b => b.Count * (b.MeanConfidence ?? 0)) / count,
            count == 0 ? null : bins.Sum(b => b.Count * (b.HitRate ?? 0)) / count
        );
    }
}
