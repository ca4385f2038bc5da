namespace MlNetLabels.Monitoring;

/// <summary>How many of independent events happen whose chances differ; exact, by adding one event after the other.</summary>
internal static class PoissonBinomial
{
    /// <summary>The chance of each number from 0 to all of them.</summary>
    public static double[] Distribution(IReadOnlyList<double> chances)
    {
        var distribution = new double[chances.Count + 1];
        distribution[0] = 1;
        for (int i = 0; i < chances.Count; i++)
        {
            for (int k = i + 1; k > 0; k--)
                distribution[k] = distribution[k] * (1 - chances[i]) + distribution[k - 1] * chances[i];
            distribution[0] *= 1 - chances[i];
        }
        return distribution;
    }

    /// <summary>
    /// The numbers between which the count lies with at least this chance: as few as possible, with at most half of the
    /// rest on either side.
    /// </summary>
    public static (int Low, int High) Interval(IReadOnlyList<double> chances, double level)
    {
        double[] distribution = Distribution(chances);
        double tail = (1 - level) / 2;
        return (Skip(distribution, tail), chances.Count - Skip([.. distribution.Reverse()], tail));
    }

    private static int Skip(double[] distribution, double tail)
    {
        int skipped = 0;
        for (double sum = distribution[0]; sum <= tail; sum += distribution[skipped])
            skipped++;
        return skipped;
    }
}
