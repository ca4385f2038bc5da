using System.Numerics;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>
/// Differences of two strategies on the same pools: mean, 95 % interval by Student's t, and the exact two-sided p-value
/// of flipping their signs.
/// </summary>
internal sealed record PairedDifference(double Mean, double HalfWidth, double P)
{
    // The test tries all signs.
    private const int MostPairs = 24;

    // Student's t, 97.5 %, of 1 to 23 degrees of freedom.
    private static readonly double[] s_t =
    [
        12.706,
        4.303,
        3.182,
        2.776,
        2.571,
        2.447,
        2.365,
        2.306,
        2.262,
        2.228,
        2.201,
        2.179,
        2.160,
        2.145,
        2.131,
        2.120,
        2.110,
        2.101,
        2.093,
        2.086,
        2.080,
        2.074,
        2.069,
    ];

    public static PairedDifference Of(IReadOnlyList<double> differences)
    {
        int n = differences.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, MostPairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 2);
        double mean = differences.Average(),
            deviation = Math.Sqrt(differences.Sum(x => (x - mean) * (x - mean)) / (n - 1));
        return new(mean, s_t[n - 2] * deviation / Math.Sqrt(n), SignFlips(differences));
    }

    // In Gray's order one sign changes at a time.
    private static double SignFlips(IReadOnlyList<double> differences)
    {
        double sum = differences.Sum(),
            least = Math.Abs(sum) - 1e-12;
        long flips = 1L << differences.Count,
            extreme = 0;
        var isFlipped = new bool[differences.Count];
        for (long i = 1; i <= flips; i++)
        {
            if (Math.Abs(sum) >= least)
                extreme++;
            int at = BitOperations.TrailingZeroCount(i);
            if (at >= isFlipped.Length)
                break;
            isFlipped[at] = !isFlipped[at];
            sum += (isFlipped[at] ? -2 : 2) * differences[at];
        }
        return (double)extreme / flips;
    }
}
