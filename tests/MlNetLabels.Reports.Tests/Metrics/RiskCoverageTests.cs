using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Tests.Metrics;

public sealed class RiskCoverageTests
{
    // Averages of up to 2,000 areas below 1.
    private const double Rounding = 1e-12;

    [Fact]
    public void Measure_DistinctConfidences_IsMeanOfPrefixErrorRates()
    {
        var curve = RiskCoverage.Measure([0.9, 0.6, 0.8, 0.7], [false, true, true, false]);
        Assert.Equal((0 + (1 / 2.0) + (1 / 3.0) + (2 / 4.0)) / 4, curve.Area!.Value, Rounding);
        Assert.Equal(new RiskCoveragePoint(0.8, 0.5, 0.5), curve.Points[1]);
        Assert.Equal(new RiskCoveragePoint(0.6, 1, 0.5), curve.Points[^1]);
    }

    [Fact]
    public void Measure_TiedConfidences_IsMeanOverAllOrders()
    {
        bool[] tied = [true, false, false];
        double mean = tied.Select(
                (_, place) => ((place <= 0 ? 1 : 0) / 1.0 + (place <= 1 ? 1 : 0) / 2.0 + (1 / 3.0)) / 3
            )
            .Average();
        Assert.Equal(mean, RiskCoverage.Measure([0.5, 0.5, 0.5], tied).Area!.Value, Rounding);
    }

    [Fact]
    public void Measure_NoErrors_HasNoArea() =>
        Assert.Equal(0, RiskCoverage.Measure([1, 2, 2], [false, false, false]).Area);

    [Fact]
    public void Measure_NoRows_IsNull()
    {
        var curve = RiskCoverage.Measure([], []);
        Assert.Null(curve.Area);
        Assert.Empty(curve.Points);
    }

    [Fact]
    public void Measure_NotANumber_NamesIndex() =>
        Assert.Contains(
            "index 0",
            Assert.Throws<ArgumentException>(() => RiskCoverage.Measure([double.NaN], [true])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Measure_ConfidencesThroughAnIncreasingMap_GiveTheSameArea()
    {
        var random = new Random(1);
        double[] confidences = [.. Enumerable.Range(0, 40).Select(_ => random.Next(-9, 9) / 4.0)];
        bool[] wrong = [.. confidences.Select(_ => random.Next(2) == 0)];
        double[] mapped = Array.ConvertAll(confidences, c => Math.Exp(c) - 7);

        Assert.Equal(RiskCoverage.Measure(confidences, wrong).Area, RiskCoverage.Measure(mapped, wrong).Area);
    }
}
