namespace MlNetLabels.Core.Tests.OutOfDomain;

internal static class BetaBinomial
{
    /// <summary>
    /// The central interval of counts that leaves at most 2.5 % on each side; a, b positive whole numbers.
    /// </summary>
    public static (int Low, int High) Interval95(int trials, int a, int b)
    {
        double LogBeta(double x, double y) => LogFactorial(x - 1) + LogFactorial(y - 1) - LogFactorial(x + y - 1);
        double[] mass =
        [
            .. Enumerable
                .Range(0, trials + 1)
                .Select(k =>
                    Math.Exp(
                        LogFactorial(trials)
                            - LogFactorial(k)
                            - LogFactorial(trials - k)
                            + LogBeta(k + a, trials - k + b)
                            - LogBeta(a, b)
                    )
                ),
        ];
        int low = 0,
            high = trials;
        for (double below = mass[0]; below <= 0.025; below += mass[++low]) { }
        for (double above = mass[trials]; above <= 0.025; above += mass[--high]) { }
        return (low, high);
    }

    private static double LogFactorial(double n)
    {
        double sum = 0;
        for (int i = 2; i <= n; i++)
            sum += Math.Log(i);
        return sum;
    }
}
