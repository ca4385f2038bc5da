using System.Numerics;
using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Tests.Metrics;

public sealed class McNemarTests
{
    // Sums of a few hundred logarithms.
    private const double Relative = 1e-10;

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 6, 2 / 64.0)]
    [InlineData(10, 2, 2 * (1 + 12 + 66) / 4096.0)]
    public void PValue_SmallCounts_IsTheBinomialByHand(int first, int second, double expected) =>
        Assert.Equal(expected, new McNemar(first, second).PValue, Relative * expected);

    [Theory, InlineData(30, 51), InlineData(400, 460), InlineData(900, 1150)]
    public void PValue_LargeCounts_IsTheSumOfExactIntegers(int first, int second)
    {
        int n = first + second;
        BigInteger term = 1,
            sum = 1;
        for (int k = 1; k <= Math.Min(first, second); k++)
            sum += term = term * (n - k + 1) / k;
        double expected = Math.Exp(BigInteger.Log(2 * sum) - n * Math.Log(2));

        Assert.Equal(expected, new McNemar(first, second).PValue, Relative * n * expected);
    }

    [Fact]
    public void PValue_ManyOneSidedDisagreements_IsFiniteAndTiny() =>
        Assert.InRange(new McNemar(0, 100_000).PValue, 0, double.Epsilon);

    [Fact]
    public void PValue_Exchanged_IsTheSame()
    {
        for (int first = 0; first < 20; first++)
        for (int second = 0; second <= first; second++)
            Assert.Equal(new McNemar(first, second).PValue, new McNemar(second, first).PValue);
    }

    [Fact]
    public void Of_AllFourCases_CountsThoseThatDisagree() =>
        Assert.Equal(
            new McNemar(1, 2),
            McNemar.Compute([true, true, false, false, false], [true, false, false, true, true])
        );

    [Fact]
    public void Of_DifferentLengths_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemar.Compute([true], [true, false]));
}
