namespace MlNetLabels.Metrics;

/// <summary>
/// Whether two systems differ in how often they are right on the same, independent images: exact test on the images
/// that only one of
/// them gets right, of which each would get half if they did not differ. Source: McNemar, Psychometrika 12 (1947).
/// </summary>
/// <param name="OnlyFirst">Images that only the first gets right.</param>
/// <param name="OnlySecond">Images that only the second gets right.</param>
internal sealed record McNemar(int OnlyFirst, int OnlySecond)
{
    /// <summary>Two-sided binomial p-value; 0 to 1, small = they differ. 1 where they never disagree.</summary>
    public double PValue
    {
        get
        {
            int n = OnlyFirst + OnlySecond,
                k = Math.Min(OnlyFirst, OnlySecond);
            // In logarithms, since 2^-n leaves the range of a double.
            double logTerm = -n * Math.Log(2),
                sum = Math.Exp(logTerm);
            for (int i = 1; i <= k; i++)
                sum += Math.Exp(logTerm += Math.Log((double)(n - i + 1) / i));
            return Math.Min(1, 2 * sum);
        }
    }

    /// <summary>Counts the images that only one of them gets right.</summary>
    public static McNemar Compute(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Length, first.Length);
        int onlyFirst = 0,
            onlySecond = 0;
        for (int i = 0; i < first.Length; i++)
            if (first[i] != second[i])
                _ = first[i] ? onlyFirst++ : onlySecond++;
        return new(onlyFirst, onlySecond);
    }
}
