namespace MlNetLabels.Metrics;

/// <summary>
/// P-values of several questions asked at once, made so that the chance of even one false alarm stays at the level.
/// Source: Holm, Scandinavian Journal of Statistics 6 (1979).
/// </summary>
internal static class Holm
{
    /// <summary>
    /// The adjusted p-values in the given order: from the smallest up, p times the number of those left, never falling,
    /// at most 1.
    /// </summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double[pValues.Count];
        double running = 0;
        int left = pValues.Count;
        foreach (int i in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
            adjusted[i] = running = Math.Max(running, Math.Min(1, pValues[i] * left--));
        return adjusted;
    }
}
