namespace MlNetLabels.Benchmarks.Monitoring;

/// <summary>The chances that explain a count: exact 95 % interval of Clopper and Pearson, Biometrika 26 (1934).</summary>
internal static class BinomialInterval
{
    private const double Tail = 0.025;

    public static (double Low, double High) Of(int count, int n) =>
        (
            count == 0 ? 0 : Bisect(p => 1 - UpTo(count - 1, n, p) < Tail),
            count == n ? 1 : Bisect(p => UpTo(count, n, p) > Tail)
        );

    private static double Bisect(Func<double, bool> isBelow)
    {
        double low = 0,
            high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        }
        return low;
    }

    private static double UpTo(int most, int n, double p)
    {
        double sum = 0,
            logTerm = n * Math.Log(1 - p);
        for (int k = 0; k <= most; k++)
        {
            sum += Math.Exp(logTerm);
            logTerm += Math.Log((double)(n - k) / (k + 1)) + Math.Log(p / (1 - p));
        }
        return sum;
    }
}
