namespace MlNetLabels.Metrics;

/// <summary>
/// Probabilities of positives and negatives counted by their logit, of which rankings follow without the rows: 4,096 bins,
/// 112 to a unit from -16 on up to what single precision has below 1, and fewer down to what it has above 0. Rows of one
/// bin count as ties, and how far that can be from the truth is known: <see cref="Auroc"/> and
/// <see cref="AveragePrecision"/> come with their bounds.
/// </summary>
internal sealed class ScoreHistogram
{
    private const int Bins = 4096;

    // Bins below -16, where scores of one rare thing lie.
    private const int Coarse = 400;

    private const double Middle = -16,
        Least = -88,
        PerUnit = 112;

    private readonly long[] _positives = new long[Bins];
    private readonly long[] _negatives = new long[Bins];

    public void Add(double probability, bool isPositive)
    {
        double logit = Math.Log(probability / (1 - probability));
        double place =
            logit >= Middle ? Coarse + (logit - Middle) * PerUnit : (logit - Least) * (Coarse / (Middle - Least));
        int bin = (int)Math.Clamp(place, 0, Bins - 1);
        (isPositive ? _positives : _negatives)[bin]++;
    }

    /// <summary>
    /// Area under the ROC curve, and how far the exact one can lie from it: half of the pairs within a bin. Null without a
    /// positive or a negative.
    /// </summary>
    public (double Value, double Bound)? Auroc()
    {
        double right = 0,
            tied = 0;
        long below = 0,
            positives = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            right += (double)_positives[bin] * below;
            tied += (double)_positives[bin] * _negatives[bin];
            below += _negatives[bin];
            positives += _positives[bin];
        }
        double pairs = (double)positives * below;
        return pairs == 0 ? null : ((right + tied / 2) / pairs, tied / 2 / pairs);
    }

    /// <summary>
    /// Mean precision at the positives, in the middle between what it can be at least, where each bin's negatives lie in
    /// front, and at most, where its positives do and count as one tie; and half of the difference. Null without a positive.
    /// </summary>
    public (double Value, double Bound)? AveragePrecision()
    {
        double best = 0,
            worst = 0;
        long above = 0,
            found = 0;
        for (int bin = Bins - 1; bin >= 0; bin--)
        {
            long own = _positives[bin];
            if (own > 0)
                best += (double)own * (found + own) / (above + own);
            worst += Precisions(own, found, above + _negatives[bin]);
            found += _positives[bin];
            above += _positives[bin] + _negatives[bin];
        }
        return found == 0 ? null : ((best + worst) / 2 / found, (best - worst) / 2 / found);
    }

    // The sum over n positives one behind the other, behind as many found among as many rows: Σ (found + i) / (above + i),
    // which is n + (found - above) · (H(above + n) - H(above)).
    private static double Precisions(long n, long found, long above) =>
        n == 0 ? 0 : n + (found - above) * (Harmonic(above + n) - Harmonic(above));

    // Exact for few, else by Euler and Maclaurin, whose next term is below 1e-17.
    private static double Harmonic(long n)
    {
        const int Exact = 64;
        if (n <= Exact)
        {
            double sum = 0;
            for (long i = n; i > 0; i--)
                sum += 1.0 / i;
            return sum;
        }
        const double Euler = 0.57721566490153286;
        double x = n;
        return Math.Log(x) + Euler + 1 / (2 * x) - 1 / (12 * x * x) + 1 / (120 * x * x * x * x);
    }
}
