using System.Globalization;

namespace MlNetLabels.Calibration;

/// <summary>How much lower one log-loss is than another on the same rows, neither of which was fitted on them.</summary>
/// <param name="Mean">Mean difference; above 0 the second is better.</param>
/// <param name="StandardError">Its standard error, by the rows' differences; 0 for a single row.</param>
internal readonly record struct Gain(double Mean, double StandardError)
{
    /// <summary>Whether chance is an unlikely cause: the mean is more than one standard error above 0.</summary>
    public bool IsBeyondChance => Mean > StandardError;

    /// <summary>The gain of the second losses over the first, row by row.</summary>
    public static Gain Over(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int n = first.Length;
        double mean = 0,
            squares = 0;
        for (int i = 0; i < n; i++)
            mean += (first[i] - second[i]) / n;
        for (int i = 0; i < n; i++)
            squares += Math.Pow(first[i] - second[i] - mean, 2);
        return new(mean, n < 2 ? 0 : Math.Sqrt(squares / (n - 1) / n));
    }

    /// <summary>Why something by that name was not taken.</summary>
    public string WhyNot(string name) =>
        Mean <= 0
            ? $"{name} does not lower the log-loss of rows held out from it"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name} lowers the log-loss of rows held out from it by {Mean:0.0000}, which is within its standard "
                    + $"error of {StandardError:0.0000}"
            );
}
