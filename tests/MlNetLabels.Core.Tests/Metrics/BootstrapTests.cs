using MlNetLabels.Metrics;

namespace MlNetLabels.Core.Tests.Metrics;

public sealed class BootstrapTests
{
    // A percentile end of 4,000 resamples wanders by about sd · √(p(1-p)/4000)/φ(z) = 0.042 sd; 0.2 sd is five times
    // that.
    private const double FifthOfStandardError = 0.2;

    private static readonly BootstrapOptions Few = new() { Resamples = 100 };

    private static readonly double[] Values = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i * 12.9898) * 3)];

    [Fact]
    public void Interval_Mean_AgreesWithNormalTheory()
    {
        double mean = Values.Average(),
            error = Math.Sqrt(Values.Sum(v => (v - mean) * (v - mean))) / Values.Length;
        var interval = Interval(Values.Length, Mean, new() { Resamples = 4000 });
        Assert.Equal(mean, interval.Estimate);
        Assert.Equal(mean - (1.96 * error), interval.Low!.Value, FifthOfStandardError * error);
        Assert.Equal(mean + (1.96 * error), interval.High!.Value, FifthOfStandardError * error);
    }

    [Fact]
    public void Interval_MeanOverGroupsOfEqualRows_IsAsWideAsForOneRowAGroup()
    {
        double[] tripled = [.. Values.SelectMany(v => Enumerable.Repeat(v, 3))];
        int[] groups = [.. Values.Index().SelectMany(v => Enumerable.Repeat(v.Index, 3))];
        var single = Interval(Values.Length, Mean);
        var grouped = Interval(tripled.Length, rows => Average(rows, tripled), groups: groups);
        // The same draws of the same means, added in another order.
        Assert.Equal(single.Low!.Value, grouped.Low!.Value, 1e-12);
        Assert.Equal(single.High!.Value, grouped.High!.Value, 1e-12);
    }

    [Fact]
    public void Interval_AGroupARow_GivesTheBitsOfNoGroups() =>
        Assert.Equal(
            Interval(Values.Length, Mean),
            Interval(Values.Length, Mean, groups: Instances.Shuffled(new Random(3), Values.Length))
        );

    [Fact]
    public void Interval_OneAndManyThreads_GiveTheSameBits()
    {
        var one = Interval(Values.Length, Mean, new() { Threads = 1 });
        var many = Interval(Values.Length, Mean, new() { Threads = 8 });
        Assert.Equal(one, many);
    }

    [Fact]
    public void Interval_AnotherSeed_DrawsOtherRows() =>
        Assert.NotEqual(Interval(Values.Length, Mean).Low, Interval(Values.Length, Mean, new() { Seed = 1 }).Low);

    [Fact]
    public void Interval_EveryRow_IsDrawnAboutOnceAResample()
    {
        long[] drawn = new long[10];
        Interval(
            drawn.Length,
            rows =>
            {
                foreach (int row in rows)
                    drawn[row]++;
                return 0;
            },
            new() { Resamples = 10_000, Threads = 1 }
        );
        // Each of 10,000 resamples (and the estimate) draws a row Binomial(10, 0.1) times: 10,001 ± 5 · √9,000.
        Assert.All(drawn, count => Assert.InRange(count, 10_001 - 475, 10_001 + 475));
    }

    [Fact]
    public void Interval_StatisticUndefinedNowAndThen_CountsThoseResamples()
    {
        // Row 0 and row 1 are both missing from a resample of 5 with probability 0.6⁵ = 0.08.
        var interval = Interval(
            5,
            rows => rows.Contains(0) || rows.Contains(1) ? rows.Length : null,
            new() { Level = 0.8 }
        );
        Assert.InRange(interval.UndefinedResamples, 40, 120);
        Assert.Equal((5, 5), (interval.Low, interval.High));
    }

    [Fact]
    public void Interval_StatisticMostlyUndefined_HasNoEndsAndSaysWhy()
    {
        var interval = Interval(5, rows => rows.Contains(0) ? 1 : null);
        Assert.Equal((1, null, null), (interval.Estimate, interval.Low, interval.High));
        Assert.Equal($"undefined on {interval.UndefinedResamples} of 1000 resamples", interval.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Interval_FewerThanTwoRows_HasNoEndsAndSaysWhy(int rows)
    {
        var interval = Interval(rows, _ => 1);
        Assert.Null(interval.Low);
        Assert.StartsWith($"{rows} rows", interval.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_OneGroup_HasNoEnds() => Assert.Null(Interval(3, _ => 1, groups: [7, 7, 7]).Low);

    [Fact]
    public void PairedDifference_StatisticAgainstItself_IsZero()
    {
        var interval = Difference(Values.Length, Mean, Mean);
        Assert.Equal((0, 0, 0), (interval.Estimate, interval.Low, interval.High));
    }

    [Fact]
    public void PairedDifference_ConstantShift_IsThatShiftWithoutWidth()
    {
        double[] shifted = [.. Values.Select(v => v + 0.5)];
        var interval = Difference(Values.Length, rows => Average(rows, shifted), Mean);
        // Averages of values up to 4.
        Assert.Equal(0.5, interval.Low!.Value, 1e-12);
        Assert.Equal(0.5, interval.High!.Value, 1e-12);
    }

    [Fact]
    public void Interval_Cancelled_Throws() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Bootstrap.Interval(10, _ => 1, cancellationToken: new(true))
        );

    [Fact]
    public void Intervals_OfMulticlass_HoldWhatRecomputingOnResampledRowsGives()
    {
        var (truth, probabilities) = Instances.Multiclass(new Random(11), 60, 3);
        string[] names = ["a", "b", "c"];
        var intervals = MulticlassEvaluator.Intervals(
            new(truth, probabilities, names),
            Few,
            cancellationToken: TestContext.Current.CancellationToken
        );
        foreach (
            var (name, of) in new (string, Func<MulticlassMetrics, double?>)[]
            {
                ("accuracy", m => m.Accuracy),
                ("balancedAccuracy", m => m.BalancedAccuracy),
                ("macroF1", m => m.MacroF1),
                ("logLoss", m => m.LogLoss),
                ("brier", m => m.Brier),
                ("ece", m => m.Ece),
                ("auroc", m => m.Auroc),
                ("perClass[1].precision", m => m.PerClass[1].Precision),
                ("perClass[1].recall", m => m.PerClass[1].Recall),
                ("perClass[2].f1", m => m.PerClass[2].F1),
            }
        )
        {
            var slow = Interval(
                60,
                rows =>
                    of(
                        MulticlassEvaluator.Evaluate(
                            Array.ConvertAll(rows.ToArray(), r => truth[r]),
                            probabilities.Select(rows),
                            names
                        )
                    ),
                Few
            );
            AssertClose(slow, intervals[name]);
        }
    }

    [Fact]
    public void Intervals_OfLabels_HoldWhatRecomputingOnResampledRowsGives()
    {
        var (truth, probabilities) = Instances.MultiLabel(new Random(12), 60, 3);
        string[] names = ["a", "b", "c"];
        double[] thresholds = [0.5, 0.4, 0.6];
        var intervals = MultiLabelEvaluator.Intervals(
            new(truth, probabilities, thresholds, names),
            Few,
            cancellationToken: TestContext.Current.CancellationToken
        );
        foreach (
            var (name, of) in new (string, Func<MultiLabelMetrics, double?>)[]
            {
                ("microF1", m => m.MicroF1),
                ("macroF1", m => m.MacroF1),
                ("mapMacro", m => m.MapMacro),
                ("aurocMacro", m => m.AurocMacro),
                ("subsetAccuracy", m => m.SubsetAccuracy),
                ("lrap", m => m.Lrap),
                ("logLoss", m => m.LogLoss),
                ("brier", m => m.Brier),
                ("perLabel[0].precision", m => m.PerLabel[0].Precision),
                ("perLabel[1].recall", m => m.PerLabel[1].Recall),
                ("perLabel[2].f1", m => m.PerLabel[2].F1),
                ("perLabel[2].averagePrecision", m => m.PerLabel[2].AveragePrecision),
            }
        )
        {
            var slow = Interval(
                60,
                rows =>
                    of(MultiLabelEvaluator.Evaluate(truth.Select(rows), probabilities.Select(rows), thresholds, names)),
                Few
            );
            AssertClose(slow, intervals[name]);
        }
    }

    [Fact]
    public void Differences_OfAModelFromItself_AreZero()
    {
        var (truth, probabilities) = Instances.Multiclass(new Random(13), 40, 3);
        MulticlassPredictions predictions = new(truth, probabilities, ["a", "b", "c"]);
        Assert.All(
            MulticlassEvaluator
                .Differences(predictions, predictions, cancellationToken: TestContext.Current.CancellationToken)
                .Values,
            i => Assert.Equal((0, 0, 0), (i.Estimate, i.Low, i.High))
        );
    }

    [Fact]
    public void PairedDifference_OfAModelFromItself_HasPValueOne() =>
        Assert.Equal(1, Difference(Values.Length, Mean, Mean).PValue);

    [Fact]
    public void PairedDifference_BetterOnEveryRow_HasTheLeastPValueThatResamplesCanShow()
    {
        double[] better = [.. Values.Select(v => v + 0.01)];

        // Both tails count the resample that was drawn beyond all: 2 / (1000 + 1).
        Assert.Equal(2.0 / 1001, Difference(Values.Length, rows => Average(rows, better), Mean).PValue!.Value, 1e-12);
    }

    [Fact]
    public void PairedDifference_Exchanged_HasTheSamePValue()
    {
        double[] other = [.. Values.Select((v, i) => v + Math.Cos(i * 7.1) * 0.5 + 0.03)];
        RowStatistic second = rows => Average(rows, other);

        Assert.Equal(Difference(Values.Length, Mean, second).PValue, Difference(Values.Length, second, Mean).PValue);
    }

    [Fact]
    public void Interval_OfOneFigure_HasNoPValue() => Assert.Null(Interval(Values.Length, Mean).PValue);

    [Fact]
    public void Differences_OfOtherImages_Throw()
    {
        MulticlassPredictions first = new([0], new double[] { 1, 0 }, ["a", "b"]),
            second = new([1], new double[] { 1, 0 }, ["a", "b"]);
        Assert.Throws<ArgumentException>(() =>
            MulticlassEvaluator.Differences(first, second, cancellationToken: TestContext.Current.CancellationToken)
        );
    }

    private static BootstrapInterval Interval(
        int rows,
        RowStatistic statistic,
        BootstrapOptions? options = null,
        int[]? groups = null
    ) => Bootstrap.Interval(rows, statistic, options, groups, TestContext.Current.CancellationToken);

    private static BootstrapInterval Difference(int rows, RowStatistic first, RowStatistic second) =>
        Bootstrap.PairedDifference(rows, first, second, cancellationToken: TestContext.Current.CancellationToken);

    private static void AssertClose(BootstrapInterval expected, BootstrapInterval actual)
    {
        // The same resamples, their rows added in another order.
        const double Rounding = 1e-12;
        Assert.Equal(expected.Estimate!.Value, actual.Estimate!.Value, Rounding);
        Assert.Equal(expected.Low!.Value, actual.Low!.Value, Rounding);
        Assert.Equal(expected.High!.Value, actual.High!.Value, Rounding);
        Assert.Equal(expected.UndefinedResamples, actual.UndefinedResamples);
    }

    private static double? Mean(ReadOnlySpan<int> rows) => Average(rows, Values);

    private static double Average(ReadOnlySpan<int> rows, double[] values)
    {
        double[] drawn = Array.ConvertAll(rows.ToArray(), row => values[row]);
        return drawn.Average();
    }
}
