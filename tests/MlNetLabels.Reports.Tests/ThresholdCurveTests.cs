namespace MlNetLabels.Reports.Tests;

public sealed class ThresholdCurveTests
{
    [Fact]
    public void From_AnyProbabilities_CountsWhatReachesEachThreshold()
    {
        var random = new Random(3);
        double[] probabilities =
        [
            0,
            1,
            .. Enumerable.Range(0, 101).Select(x => x / 100.0),
            .. Enumerable.Range(0, 200).Select(_ => random.NextDouble()),
        ];
        bool?[] present =
        [
            .. probabilities.Select(
                (_, i) =>
                    (i % 3) switch
                    {
                        0 => true,
                        1 => (bool?)false,
                        _ => null,
                    }
            ),
        ];
        var curve = ThresholdCurve.From("fish", probabilities, present);
        for (int step = 0; step <= ThresholdCurve.Steps; step++)
        {
            double threshold = step / 100.0;
            Assert.Equal(
                probabilities.Where((p, i) => present[i] == true && p >= threshold).Count(),
                curve.TruePositives[step]
            );
            Assert.Equal(
                probabilities.Where((p, i) => present[i] == false && p >= threshold).Count(),
                curve.FalsePositives[step]
            );
        }
    }

    [Fact]
    public void From_ThresholdInUse_CountsWhatReachesItExactly()
    {
        var curve = ThresholdCurve.From(
            "fish",
            [0.996, 0.995, 0.996, 0.999, 1],
            [true, true, false, null, true],
            inUse: 0.996
        );

        Assert.Equal(new ThresholdCounts(0.996, 2, 1), curve.InUse);
    }

    [Fact]
    public void From_NoRows_IsAllZero()
    {
        var curve = ThresholdCurve.From("fish", [], []);
        Assert.Equal(0, curve.Positives);
        Assert.All(curve.TruePositives, x => Assert.Equal(0, x));
    }

    [Theory, InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void From_NoProbability_IsRefused(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdCurve.From("fish", [value], [true]));

    [Fact]
    public void Gate_WithoutAFigure_Fails() =>
        Assert.False(
            new QualityGate
            {
                Name = "mAP",
                Bound = 0,
                IsMinimum = true,
                Advice = "",
            }.Passed
        );
}
