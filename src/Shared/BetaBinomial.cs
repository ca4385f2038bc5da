namespace MlNetLabels.Metrics;

/// <summary>How many of n succeed whose common chance was itself drawn from a Beta distribution.</summary>
internal static class BetaBinomial
{
    /// <summary>Chance of at most so many; 0 to 1.</summary>
    /// <param name="most">So many.</param>
    /// <param name="n">Trials.</param>
    /// <param name="a">First parameter of the Beta distribution; whole, so that every Beta function is made of factorials.</param>
    /// <param name="b">Its second.</param>
    public static double UpTo(int most, int n, int a, int b)
    {
        var logFactorial = new double[n + a + b];
        for (int i = 2; i < logFactorial.Length; i++)
            logFactorial[i] = logFactorial[i - 1] + Math.Log(i);
        double LogBeta(int x, int y) => logFactorial[x - 1] + logFactorial[y - 1] - logFactorial[x + y - 1];

        double sum = 0;
        for (int k = 0; k <= most; k++)
            sum += Math.Exp(
                logFactorial[n] - logFactorial[k] - logFactorial[n - k] + LogBeta(k + a, n - k + b) - LogBeta(a, b)
            );
        return Math.Min(1, sum);
    }
}
