namespace MlNetLabels.Metrics;

/// <summary>A bootstrap percentile interval.</summary>
/// <param name="Estimate">The statistic on all rows as they are; null where they cannot define it.</param>
/// <param name="Low">Lower end; null where <see cref="Reason"/> says why.</param>
/// <param name="High">Upper end, null with <paramref name="Low"/>.</param>
/// <param name="Level">Share of resamples between the ends, 0 to 1.</param>
public sealed record BootstrapInterval(double? Estimate, double? Low, double? High, double Level)
{
    /// <summary>Number of resamples drawn.</summary>
    public int Resamples { get; init; }

    /// <summary>
    /// For a difference, the two-sided chance of resamples this far from none; null for other figures and without ends.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>
    /// Resamples on which the statistic was undefined (a class drawn no row, say); they are left out of the
    /// percentiles.
    /// </summary>
    public int UndefinedResamples { get; init; }

    /// <summary>Why there are no ends: fewer than two rows or groups, or more undefined resamples than 1 -
    /// <see cref="Level"/> of
    /// all.</summary>
    public string? Reason { get; init; }
}
