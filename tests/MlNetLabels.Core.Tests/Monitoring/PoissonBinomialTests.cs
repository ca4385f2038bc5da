using MlNetLabels.Monitoring;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>The number of events of unlike chances, against every outcome written down.</summary>
public sealed class PoissonBinomialTests
{
    // Sums of a thousand products in double precision.
    private const double Rounding = 1e-12;

    private static readonly double[] s_chances = [0.9, 0.2, 0.65, 0.5, 0.99, 0.03, 1, 0, 0.4, 0.71];

    [Fact]
    public void Distribution_TenEvents_IsTheSumOverAllOutcomes()
    {
        var expected = new double[s_chances.Length + 1];
        for (int outcome = 0; outcome < 1 << s_chances.Length; outcome++)
        {
            double chance = 1;
            for (int i = 0; i < s_chances.Length; i++)
                chance *= (outcome >> i & 1) == 1 ? s_chances[i] : 1 - s_chances[i];
            expected[int.PopCount(outcome)] += chance;
        }

        double[] found = PoissonBinomial.Distribution(s_chances);

        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= Rounding);
    }

    // Of 200 at 0.8: fewer than 149 have a chance of at most 0.025 and fewer than 150 of more; beyond 171 the same.
    [Fact]
    public void Interval_EqualChances_IsTheBinomialOne()
    {
        double[] chances = [.. Enumerable.Repeat(0.8, 200)];

        var (low, high) = PoissonBinomial.Interval(chances, 0.95);
        double[] distribution = PoissonBinomial.Distribution(chances);

        Assert.True(distribution[..low].Sum() <= 0.025 && distribution[..(low + 1)].Sum() > 0.025);
        Assert.True(distribution[(high + 1)..].Sum() <= 0.025 && distribution[high..].Sum() > 0.025);
        Assert.Equal((149, 171), (low, high));
    }

    [Theory]
    [InlineData(1, 3, 3)]
    [InlineData(0, 0, 0)]
    public void Interval_Certain_IsOneNumber(double chance, int low, int high) =>
        Assert.Equal((low, high), PoissonBinomial.Interval([chance, chance, chance], 0.95));
}
