using MlNetLabels.Metrics;

namespace MlNetLabels.Core.Tests.Metrics;

public sealed class CalibrationErrorTests
{
    // A handful of additions of numbers below 10.
    private const double Rounding = 1e-14;

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.2, 3)]
    [InlineData(0.4, 6)]
    [InlineData(0.6, 9)]
    [InlineData(0.8, 12)]
    [InlineData(0.7999, 11)]
    [InlineData(1.0, 14)]
    public void Reliability_ConfidenceOnAnEdge_FallsIntoUpperBin(double confidence, int bin)
    {
        var bins = CalibrationError.Reliability([confidence], [true]);
        Assert.Equal(CalibrationError.Bins, bins.Count);
        Assert.Equal(bin, bins.Index().Single(b => b.Item.Count == 1).Index);
    }

    [Fact]
    public void Expected_TwoBins_IsWeightedGap()
    {
        // Bin 14: confidences .95 and .97, one hit: |0.96 - 0.5|. Bin 7: 0.5 and a hit.
        Assert.Equal(
            ((2 * 0.46) + (1 * 0.5)) / 3,
            CalibrationError.Expected([0.95, 0.97, 0.5], [true, false, true])!.Value,
            Rounding
        );
    }

    [Fact]
    public void Expected_SumOverReliabilityBins_IsTheSame()
    {
        var random = new Random(5);
        double[] confidences = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        bool[] hits = [.. confidences.Select(c => random.NextDouble() < c)];
        double sum = CalibrationError
            .Reliability(confidences, hits)
            .Where(b => b.Count > 0)
            .Sum(b => b.Count / 200.0 * Math.Abs(b.MeanConfidence!.Value - b.HitRate!.Value));
        Assert.Equal(sum, CalibrationError.Expected(confidences, hits)!.Value, Rounding);
    }

    [Fact]
    public void Expected_NoRows_IsNull() => Assert.Null(CalibrationError.Expected([], []));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void Expected_NotAProbability_Throws(double confidence) =>
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([confidence], [true]));
}
