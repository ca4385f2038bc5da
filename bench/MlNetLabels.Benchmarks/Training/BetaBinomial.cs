namespace MlNetLabels.Benchmarks.Training;

/// <summary>
/// How many of n new images a conformal cut from m images accepts: beta-binomial (Vovk, "Conditional validity of
/// inductive conformal predictors", 2012).
/// </summary>
internal static class BetaBinomial
{
    /// <summary>Whether a count lies in the central part of that distribution.</summary>
    public static bool IsCentral(int accepted, int n, int m, double rate, double level)
    {
        int rank = (int)Math.Ceiling((m + 1) * (1 - rate) - 1e-9);
        if (rank > m)
            return accepted == n;
        double tail = (1 - level) / 2,
            below = 0,
            upTo = 0;
        for (int k = 0; k <= accepted; k++)
            (below, upTo) = (upTo, upTo + Probability(k, n, rank, m + 1 - rank));
        return upTo >= tail && below <= 1 - tail;
    }

    private static double Probability(int k, int n, int a, int b) =>
        Math.Exp(LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k) + LogBeta(k + a, n - k + b) - LogBeta(a, b));

    private static double LogBeta(int x, int y) => LogFactorial(x - 1) + LogFactorial(y - 1) - LogFactorial(x + y - 1);

    private static double LogFactorial(int n)
    {
        double sum = 0;
        for (int i = 2; i <= n; i++)
            sum += Math.Log(i);
        return sum;
    }
}
