using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Metrics;

public sealed class MultiLabelEvaluatorTests
{
    // The reference takes the written 12 digits too; only the order of additions differs.
    private const double FromWrittenDoubles = 1e-12;

    // aquarium_test was computed before its probabilities were rounded to 10 digits; a truth's smallest p is above
    // 1e-3.
    private const double FromTenDigits = 1e-7;

    // Probabilities rounded to single precision: 6e-8 relative, in a log-loss as much absolute.
    private const double SinglePrecision = 1e-7;

    // The reference writes per-label figures with 10 digits.
    private const double TenDigits = 1e-10;

    [Fact]
    public void Score_Predictions_HoldsTheBrierScoreAndLogLossOfEvaluate()
    {
        var (truth, probabilities) = Instances.MultiLabel(new Random(21), 50, 3);
        var predictions = new MultiLabelPredictions(truth, probabilities, [0.5, 0.5, 0.5], ["a", "b", "c"]);
        var whole = MultiLabelEvaluator.Evaluate(predictions);

        Assert.Equal((whole.Brier, whole.LogLoss), MultiLabelEvaluator.Score(predictions));
    }

    [Fact]
    public void Evaluate_ReferenceInDoubles_EqualsReference()
    {
        var reference = ReferenceFiles.Json("metrics.json").GetProperty("multilabel");
        double[] probabilities = [.. reference.GetProperty("p").EnumerateArray().SelectMany(r => r.Doubles())];
        var metrics = MultiLabelEvaluator.Evaluate(
            new MultiLabelPredictions(Truth(reference.GetProperty("y")), probabilities, Halves(7), Names(7))
        );
        AssertEqual(reference.GetProperty("expected"), metrics, FromWrittenDoubles);
    }

    [Fact]
    public void Evaluate_ReferenceInSingles_EqualsReference()
    {
        var reference = ReferenceFiles.Json("metrics.json").GetProperty("multilabel");
        var metrics = MultiLabelEvaluator.Evaluate(
            Truth(reference.GetProperty("y")),
            reference.GetProperty("p").ToMatrix(),
            Halves(7),
            Names(7)
        );
        AssertEqual(reference.GetProperty("expected"), metrics, SinglePrecision);
    }

    [Fact]
    public void Evaluate_AquariumTest_EqualsReference()
    {
        var aquarium = ReferenceFiles.Json("heads.json").GetProperty("aquarium");
        string[][] rows =
        [
            .. File.ReadAllLines(ReferenceFiles.Rows("aquarium"))[1..]
                .Select(l => l.Split(','))
                .Where(l => l[1] == "test"),
        ];
        var truth = new LabelMatrix(rows.Length, 7);
        for (int i = 0; i < rows.Length; i++)
        for (int k = 0; k < 7; k++)
            truth[i, k] = rows[i][k + 2] == "1" ? LabelState.Present : LabelState.Absent;
        double[] probabilities =
        [
            .. aquarium.GetProperty("test_probabilities").EnumerateArray().SelectMany(r => r.Doubles()),
        ];
        var metrics = MultiLabelEvaluator.Evaluate(
            new MultiLabelPredictions(truth, probabilities, Halves(7), Names(7))
        );
        AssertEqual(ReferenceFiles.Json("metrics.json").GetProperty("aquarium_test"), metrics, FromTenDigits);
    }

    [Fact]
    public void Evaluate_LabelWithoutPositive_IsNullWithReasonAndLeftOutOfMeans()
    {
        var truth = new LabelMatrix(2, 2);
        truth[0, 0] = LabelState.Present;
        var metrics = MultiLabelEvaluator.Evaluate(
            truth,
            new Matrix(2, 2, new[] { 0.9f, 0.1f, 0.2f, 0.1f }),
            Halves(2),
            ["seen", "unseen"]
        );
        Assert.Equal(
            (null, null, null, null),
            (
                metrics.PerLabel[1].Recall,
                metrics.PerLabel[1].F1,
                metrics.PerLabel[1].AveragePrecision,
                metrics.PerLabel[1].Auroc
            )
        );
        Assert.Equal("no known row has 'unseen'", metrics.Undefined["perLabel[1].averagePrecision"]);
        Assert.Equal((1, 1, 1), (metrics.MacroF1, metrics.MapMacro, metrics.AurocMacro));
    }

    [Fact]
    public void Evaluate_LabelThatOccursAndIsNeverPredicted_CountsZeroInMacroF1()
    {
        var truth = new LabelMatrix(1, 2);
        truth[0, 0] = truth[0, 1] = LabelState.Present;
        var metrics = MultiLabelEvaluator.Evaluate(truth, new Matrix(1, 2, new[] { 0.9f, 0.1f }), Halves(2), Names(2));
        Assert.Null(metrics.PerLabel[1].Precision);
        Assert.Equal(0.5, metrics.MacroF1);
    }

    [Fact]
    public void Evaluate_UnknownCells_ChangeNothingWhateverTheirProbability()
    {
        var truth = new LabelMatrix(3, 3);
        truth[0, 0] = LabelState.Present;
        truth[1, 1] = LabelState.Present;
        truth[1, 2] = truth[2, 0] = truth[2, 1] = truth[2, 2] = LabelState.Unknown;
        float[] low = [0.9f, 0.2f, 0.6f, 0.3f, 0.4f, 0.0f, 0.0f, 0.0f, 0.0f],
            high = [0.9f, 0.2f, 0.6f, 0.3f, 0.4f, 1, 1, 1, 1];
        var first = MultiLabelEvaluator.Evaluate(truth, new Matrix(3, 3, low), Halves(3), Names(3));
        var second = MultiLabelEvaluator.Evaluate(truth, new Matrix(3, 3, high), Halves(3), Names(3));
        Assert.Equivalent(first, second, strict: true);
        Assert.Equal(2, first.Count);
    }

    [Fact]
    public void Evaluate_UnknownCells_SampleFiguresLookAtKnownLabelsAlone()
    {
        // Row 0 knows labels 0 and 1 only: wrong order there. Row 1 knows nothing.
        var truth = new LabelMatrix(2, 3);
        truth[0, 0] = LabelState.Present;
        truth[0, 2] = truth[1, 0] = truth[1, 1] = truth[1, 2] = LabelState.Unknown;
        var metrics = MultiLabelEvaluator.Evaluate(
            truth,
            new Matrix(2, 3, new[] { 0.6f, 0.7f, 0.9f, 0.1f, 0.2f, 0.3f }),
            Halves(3),
            Names(3)
        );
        Assert.Equal((1, 0.5, 1.0, 2.0), (metrics.Count, metrics.Lrap, metrics.RankingLoss, metrics.CoverageError));
        Assert.Equal((2 / 3.0, 0.0, 0.5), (metrics.SamplesF1, metrics.SubsetAccuracy, metrics.HammingLoss));
    }

    [Fact]
    public void Evaluate_NothingKnown_IsNullWithReasons()
    {
        var truth = new LabelMatrix(1, 1);
        truth[0, 0] = LabelState.Unknown;
        var metrics = MultiLabelEvaluator.Evaluate(truth, new Matrix(1, 1), Halves(1), Names(1));
        Assert.All(
            [
                metrics.MicroF1,
                metrics.MacroF1,
                metrics.SamplesF1,
                metrics.MapMacro,
                metrics.SubsetAccuracy,
                metrics.HammingLoss,
                metrics.Lrap,
                metrics.RankingLoss,
                metrics.CoverageError,
                metrics.LogLoss,
                metrics.Brier,
                metrics.PerLabel[0].Ece,
            ],
            Assert.Null
        );
        Assert.Equal("no cell is known", metrics.Undefined["logLoss"]);
    }

    [Fact]
    public void Evaluate_ProbabilityExactlyAtThreshold_IsPredicted()
    {
        var truth = new LabelMatrix(1, 1);
        truth[0, 0] = LabelState.Present;
        Assert.Equal(
            1,
            MultiLabelEvaluator.Evaluate(truth, new Matrix(1, 1, new[] { 0.7f }), [0.7f], Names(1)).MicroF1
        );
    }

    [Fact]
    public void Evaluate_CertainMistake_CountsEpsilonAndSaysSo()
    {
        var metrics = MultiLabelEvaluator.Evaluate(
            new LabelMatrix(1, 1),
            new Matrix(1, 1, new[] { 1f }),
            Halves(1),
            Names(1)
        );
        Assert.Equal(52 * Math.Log(2), metrics.LogLoss!.Value, FromWrittenDoubles);
        Assert.Equal(1, metrics.LogLossClipped);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-0.5f)]
    [InlineData(2f)]
    public void Evaluate_NotAProbability_NamesRowAndColumn(float probability)
    {
        var problem = Assert.Throws<InvalidInputException>(() =>
            MultiLabelEvaluator.Evaluate(
                new LabelMatrix(2, 2),
                new Matrix(2, 2, new[] { 0, 0, 0, probability }),
                Halves(2),
                Names(2)
            )
        );
        Assert.StartsWith("Row 1, column 'l1'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_ThresholdNotFinite_NamesLabel() =>
        Assert.Contains(
            "'l0'",
            Assert
                .Throws<ArgumentException>(() =>
                    MultiLabelEvaluator.Evaluate(new LabelMatrix(1, 1), new Matrix(1, 1), [double.NaN], Names(1))
                )
                .Message,
            StringComparison.Ordinal
        );

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(k => $"l{k}")];

    private static double[] Halves(int count) => [.. Enumerable.Repeat(0.5, count)];

    private static LabelMatrix Truth(JsonElement rows)
    {
        int[][] values = [.. rows.EnumerateArray().Select(r => r.Ints())];
        var truth = new LabelMatrix(values.Length, values[0].Length);
        for (int i = 0; i < truth.Rows; i++)
        for (int k = 0; k < truth.Labels; k++)
            truth[i, k] = (LabelState)values[i][k];
        return truth;
    }

    private static void AssertEqual(JsonElement expected, MultiLabelMetrics actual, double tolerance)
    {
        (string Name, double? Value)[] figures =
        [
            ("micro_f1", actual.MicroF1),
            ("macro_f1", actual.MacroF1),
            ("samples_f1", actual.SamplesF1),
            ("subset_accuracy", actual.SubsetAccuracy),
            ("hamming_loss", actual.HammingLoss),
            ("map_macro", actual.MapMacro),
            ("lrap", actual.Lrap),
            ("ranking_loss", actual.RankingLoss),
            ("coverage_error", actual.CoverageError),
            ("log_loss", actual.LogLoss),
            ("brier", actual.Brier),
        ];
        Assert.All(figures, f => Assert.Equal(expected.GetProperty(f.Name).GetDouble(), f.Value!.Value, tolerance));
        int[] undefined = expected.GetProperty("undefined_labels").Ints();
        Assert.All(
            actual.PerLabel.Index(),
            l =>
            {
                string key = $"{l.Index}";
                bool isUndefined = undefined.Contains(l.Index);
                Near(expected.GetProperty("precision")[l.Index].GetDouble(), l.Item.Precision, TenDigits);
                // The reference writes 0 for the recall of a label without a positive; here it is absent.
                Near(
                    isUndefined ? null : expected.GetProperty("recall")[l.Index].GetDouble(),
                    l.Item.Recall,
                    TenDigits
                );
                Near(expected.GetProperty("f1")[l.Index].GetDouble(), l.Item.F1, TenDigits);
                Near(
                    isUndefined ? null : expected.GetProperty("average_precision").GetProperty(key).GetDouble(),
                    l.Item.AveragePrecision,
                    tolerance
                );
                Near(
                    isUndefined ? null : expected.GetProperty("auroc").GetProperty(key).GetDouble(),
                    l.Item.Auroc,
                    tolerance
                );
                Near(expected.GetProperty("ece15_per_label")[l.Index].GetDouble(), l.Item.Ece, tolerance);
                Assert.Equal(isUndefined, actual.Undefined.ContainsKey($"perLabel[{l.Index}].auroc"));
            }
        );
    }

    private static void Near(double? expected, double? actual, double tolerance)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not null)
            Assert.Equal(expected.Value, actual!.Value, tolerance);
    }
}
