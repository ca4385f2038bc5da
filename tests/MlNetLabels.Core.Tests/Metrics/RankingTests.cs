using MlNetLabels.Metrics;

namespace MlNetLabels.Core.Tests.Metrics;

public sealed class RankingTests
{
    // Sums of fewer than 100 quotients below 1 in another order.
    private const double Rounding = 1e-13;

    [Fact]
    public void Auroc_RandomScoresWithTies_EqualsAllPairs()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            var (scores, positives) = RandomRows(random);
            Assert.Equal(AllPairs(scores, positives), Ranking.Auroc(scores, positives));
        }
    }

    [Fact]
    public void AveragePrecision_RandomScoresWithTies_EqualsDefinitionByThreshold()
    {
        var random = new Random(2);
        for (int round = 0; round < 200; round++)
        {
            var (scores, positives) = RandomRows(random);
            double all = positives.Count(p => p),
                sum = 0,
                recallBefore = 0;
            foreach (double cut in scores.Distinct().OrderDescending())
            {
                double found = scores.Zip(positives).Count(x => x.First >= cut && x.Second),
                    predicted = scores.Count(s => s >= cut);
                sum += ((found / all) - recallBefore) * (found / predicted);
                recallBefore = found / all;
            }
            double? actual = Ranking.AveragePrecision(scores, positives);
            Assert.Equal(all == 0, actual is null);
            if (actual is not null)
                Assert.Equal(sum, actual.Value, Rounding);
        }
    }

    [Theory]
    [InlineData(new double[] { 3, 2, 1 }, new[] { true, true, false }, 1.0)]
    [InlineData(new double[] { 3, 2, 1 }, new[] { false, true, true }, 0.0)]
    [InlineData(new double[] { 2, 2, 2 }, new[] { false, true, true }, 0.5)]
    [InlineData(new[] { double.NegativeInfinity, 0, double.PositiveInfinity }, new[] { false, true, true }, 1.0)]
    [InlineData(new[] { -0.0, 0.0 }, new[] { false, true }, 0.5)]
    public void Auroc_KnownOrder_IsKnown(double[] scores, bool[] positives, double expected) =>
        Assert.Equal(expected, Ranking.Auroc(scores, positives));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Auroc_OneStateOnly_IsNull(bool state) => Assert.Null(Ranking.Auroc([1, 2], [state, state]));

    [Fact]
    public void EveryFigure_NoRows_IsNullOrEmpty()
    {
        Assert.Null(Ranking.Auroc([], []));
        Assert.Null(Ranking.AveragePrecision([], []));
        Assert.Null(Ranking.FprAtTpr([], []));
        Assert.Empty(Ranking.RocCurve([], []));
        Assert.Empty(Ranking.PrecisionRecallCurve([], []));
    }

    [Fact]
    public void Auroc_NotANumber_NamesIndex() =>
        Assert.Contains(
            "index 1",
            Assert.Throws<ArgumentException>(() => Ranking.Auroc([0, double.NaN], [true, false])).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void FprAtTpr_RateOutsideRange_Throws(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ranking.FprAtTpr([0, 1], [true, false], rate));

    [Fact]
    public void FprAtTpr_NineteenOfTwentyCaughtExactly_StopsThere()
    {
        // 19 of 20 positives score 3, then come two of four negatives, then the last positive.
        double[] scores = [.. Enumerable.Repeat(3.0, 19), 1, 2, 2, 0, 0];
        bool[] positives = [.. Enumerable.Repeat(true, 20), false, false, false, false];
        Assert.Equal(0, Ranking.FprAtTpr(scores, positives));
        Assert.Equal(0.5, Ranking.FprAtTpr(scores, positives, 0.96));
    }

    [Fact]
    public void RocCurve_TiesAndAll_TrapezoidsSumToAuroc()
    {
        var (scores, positives) = RandomRows(new Random(3), 60);
        var points = Ranking.RocCurve(scores, positives);
        double area = points
            .Zip(points.Skip(1))
            .Sum(x =>
                (x.Second.FalsePositiveRate - x.First.FalsePositiveRate)
                * (x.First.TruePositiveRate + x.Second.TruePositiveRate)
                / 2
            );
        Assert.Equal(Ranking.Auroc(scores, positives)!.Value, area, Rounding);
        Assert.Equal((1.0, 1.0), (points[^1].FalsePositiveRate, points[^1].TruePositiveRate));
    }

    [Fact]
    public void PrecisionRecallCurve_TiesAndAll_StepsSumToAveragePrecision()
    {
        var (scores, positives) = RandomRows(new Random(4), 60);
        var points = Ranking.PrecisionRecallCurve(scores, positives);
        double area = points.Select((p, i) => p.Precision * (p.Recall - (i == 0 ? 0 : points[i - 1].Recall))).Sum();
        Assert.Equal(Ranking.AveragePrecision(scores, positives)!.Value, area, Rounding);
    }

    private static (double[] Scores, bool[] Positives) RandomRows(Random random, int atLeast = 0)
    {
        int rows = atLeast + random.Next(1, 40),
            distinct = random.Next(1, 20);
        return (
            [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(distinct))],
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(3) == 0)]
        );
    }

    private static double? AllPairs(double[] scores, bool[] positives)
    {
        long half = 0,
            pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        for (int j = 0; j < scores.Length; j++)
            if (positives[i] && !positives[j])
            {
                pairs++;
                half +=
                    scores[i] > scores[j] ? 2
                    : scores[i] == scores[j] ? 1
                    : 0;
            }
        return pairs == 0 ? null : half / (2.0 * pairs);
    }
}
