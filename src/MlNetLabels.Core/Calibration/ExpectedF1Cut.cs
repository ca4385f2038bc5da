namespace MlNetLabels.Calibration;

/// <summary>
/// The threshold that maximises F1 as calibrated probabilities p foresee it. With the k largest predicted, sum of those
/// p are expected right and sum of all p are expected present, so F1 is about 2 sum of the k largest / (k + sum of all).
/// Truth is not looked at: one odd image moves the cut no further than its own p. Source: Ye, Chai, Lee and Chieu,
/// "Optimizing F-measures: a tale of two approaches", ICML 2012.
/// </summary>
internal static class ExpectedF1Cut
{
    /// <summary>
    /// Midway between the k-th largest and the next, 0 below the last; the smallest best k. Equal probabilities stay on
    /// one side. <see cref="Thresholds.Default"/> where all are 0.
    /// </summary>
    /// <param name="probabilities">One in [0, 1] per row; any order.</param>
    public static double Choose(ReadOnlySpan<double> probabilities)
    {
        double[] p = probabilities.ToArray();
        Array.Sort(p);
        Array.Reverse(p);
        double all = p.Sum(),
            found = 0,
            best = 0,
            cut = Thresholds.Default;
        for (int k = 1; k <= p.Length; k++)
        {
            found += p[k - 1];
            double next = k < p.Length ? p[k] : 0,
                f1 = 2 * found / (k + all);
            if (next < p[k - 1] && f1 > best)
                (best, cut) = (f1, (p[k - 1] + next) / 2);
        }
        return cut;
    }
}
