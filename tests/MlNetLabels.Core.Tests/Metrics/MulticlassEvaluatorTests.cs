using System.Text.Json;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Metrics;

public sealed class MulticlassEvaluatorTests
{
    // The reference takes the written 12 digits too; only the order of additions differs.
    private const double FromWrittenDoubles = 1e-12;

    // flowers_test was computed before its probabilities were rounded to 10 digits: at most 1e-10 / p relative in a
    // log-loss, the smallest p of a truth being above 1e-3.
    private const double FromTenDigits = 1e-7;

    // Probabilities rounded to single precision: 6e-8 relative, in a log-loss as much absolute.
    private const double SinglePrecision = 1e-7;

    // The reference writes per-class figures with 10 digits.
    private const double TenDigits = 1e-10;

    [Fact]
    public void Score_Predictions_HoldsTheBrierScoreAndLogLossOfEvaluate()
    {
        var (truth, probabilities) = Instances.Multiclass(new Random(21), 50, 3);
        var predictions = new MulticlassPredictions(truth, probabilities, ["a", "b", "c"]);
        var whole = MulticlassEvaluator.Evaluate(predictions);

        Assert.Equal((whole.Brier, whole.LogLoss), MulticlassEvaluator.Score(predictions));
    }

    [Fact]
    public void Evaluate_ReferenceInDoubles_EqualsReference()
    {
        var reference = ReferenceFiles.Json("metrics.json").GetProperty("multiclass");
        var rows = reference.GetProperty("p");
        double[] probabilities = [.. rows.EnumerateArray().SelectMany(r => r.Doubles())];
        var metrics = MulticlassEvaluator.Evaluate(
            new MulticlassPredictions(reference.GetProperty("y").Ints(), probabilities, Names(6))
        );
        AssertEqual(reference.GetProperty("expected"), metrics, FromWrittenDoubles);
    }

    [Fact]
    public void Evaluate_ReferenceInSingles_EqualsReference()
    {
        var reference = ReferenceFiles.Json("metrics.json").GetProperty("multiclass");
        var metrics = MulticlassEvaluator.Evaluate(
            reference.GetProperty("y").Ints(),
            reference.GetProperty("p").ToMatrix(),
            Names(6)
        );
        AssertEqual(reference.GetProperty("expected"), metrics, SinglePrecision);
    }

    [Fact]
    public void Evaluate_FlowersTest_EqualsReference()
    {
        var flowers = ReferenceFiles.Json("heads.json").GetProperty("flowers");
        string[] classes = [.. flowers.GetProperty("classes").EnumerateArray().Select(c => c.GetString()!)];
        string[] files = File.ReadAllLines(ReferenceFiles.Rows("flowers"))[1..];
        int[] truth =
        [
            .. flowers.GetProperty("test").Ints().Select(row => Array.IndexOf(classes, files[row].Split(',')[1])),
        ];
        double[] probabilities =
        [
            .. flowers
                .GetProperty("softmax")
                .GetProperty("test_probabilities")
                .EnumerateArray()
                .SelectMany(r => r.Doubles()),
        ];
        var metrics = MulticlassEvaluator.Evaluate(new MulticlassPredictions(truth, probabilities, classes));
        AssertEqual(ReferenceFiles.Json("metrics.json").GetProperty("flowers_test"), metrics, FromTenDigits);
    }

    [Fact]
    public void Evaluate_TiedLargestProbability_PredictsLowestIndex()
    {
        var metrics = MulticlassEvaluator.Evaluate([1], new Matrix(1, 3, new float[] { 0.2f, 0.4f, 0.4f }), Names(3));
        Assert.Equal(1, metrics.Accuracy);
    }

    [Fact]
    public void Evaluate_ClassNeverPredictedOrAbsent_HasReasonsNotZeros()
    {
        // Class b occurs and is never predicted; class c does neither.
        var metrics = MulticlassEvaluator.Evaluate(
            [0, 1],
            new Matrix(2, 3, new float[] { 0.9f, 0.1f, 0, 0.8f, 0.2f, 0 }),
            ["a", "b", "c"]
        );
        Assert.Null(metrics.PerClass[1].Precision);
        Assert.Equal((0, 0), (metrics.PerClass[1].Recall, metrics.PerClass[1].F1));
        Assert.Equal(
            (null, null, null),
            (metrics.PerClass[2].Recall, metrics.PerClass[2].F1, metrics.PerClass[2].Auroc)
        );
        Assert.Equal("'b' is never predicted", metrics.Undefined["perClass[1].precision"]);
        Assert.Equal("'c' neither occurs nor is predicted", metrics.Undefined["perClass[2].f1"]);
        Assert.Equal(2 / 3.0 / 2, metrics.MacroF1);
    }

    [Fact]
    public void Evaluate_ClassThatIsPredictedButDoesNotOccur_HasWhatItsDefinitionGives()
    {
        // Truth a, a, b; predicted a, c, b. Of those called c none is one: 0 / 1. There is no c to be found: 0 / 0. F1 is
        // 2 TP / (2 TP + FP + FN) = 0 / 1, as scikit-learn has it too, whatever its zero_division, which counts where
        // nothing is predicted and nothing occurs.
        var metrics = MulticlassEvaluator.Evaluate(
            [0, 0, 1],
            new Matrix(3, 3, new float[] { 0.9f, 0.1f, 0, 0.2f, 0.1f, 0.7f, 0.2f, 0.8f, 0 }),
            ["a", "b", "c"]
        );

        var absent = metrics.PerClass[2];
        Assert.Equal(0, absent.Support);
        Assert.Equal((0, null, 0, null), (absent.Precision, absent.Recall, absent.F1, absent.Auroc));
        Assert.Equal("'c' does not occur", metrics.Undefined["perClass[2].recall"]);
        Assert.Equal("'c' does not occur", metrics.Undefined["perClass[2].auroc"]);
        Assert.Equal(((2 / 3.0) + 1 + 0) / 3, metrics.MacroF1!.Value, FromWrittenDoubles);
        Assert.Equal((0.5 + 1) / 2, metrics.BalancedAccuracy);
    }

    [Fact]
    public void Evaluate_NoRows_IsNullWithReasonsThroughout()
    {
        var metrics = MulticlassEvaluator.Evaluate([], new Matrix(0, 2), Names(2));
        Assert.Equal(0, metrics.Count);
        Assert.All(
            [
                metrics.Accuracy,
                metrics.BalancedAccuracy,
                metrics.MacroF1,
                metrics.WeightedF1,
                metrics.LogLoss,
                metrics.Brier,
                metrics.Ece,
                metrics.Mcc,
                metrics.Kappa,
                metrics.Auroc,
            ],
            Assert.Null
        );
        Assert.Equal("there are no rows", metrics.Undefined["auroc"]);
    }

    [Fact]
    public void Evaluate_OneClassOnly_LeavesAgreementBeyondChanceUndefined()
    {
        var metrics = MulticlassEvaluator.Evaluate(
            [0, 0],
            new Matrix(2, 2, new float[] { 0.9f, 0.1f, 0.6f, 0.4f }),
            Names(2)
        );
        Assert.Equal((null, null, null), (metrics.Mcc, metrics.Kappa, metrics.Auroc));
        Assert.All(["mcc", "kappa", "auroc", "top2Accuracy"], name => Assert.Contains(name, metrics.Undefined.Keys));
    }

    [Fact]
    public void Evaluate_TruthWithProbabilityZero_CountsEpsilonAndSaysSo()
    {
        var metrics = MulticlassEvaluator.Evaluate([0, 1], new Matrix(2, 2, new float[] { 1, 0, 1, 0 }), Names(2));
        Assert.Equal(52 * Math.Log(2) / 2, metrics.LogLoss!.Value, FromWrittenDoubles);
        Assert.Equal(1, metrics.LogLossClipped);
    }

    [Theory]
    [InlineData(float.NaN, 0.5f, "column 'c0'")]
    [InlineData(0.5f, -0.1f, "column 'c1'")]
    [InlineData(0.5f, 1.5f, "column 'c1'")]
    [InlineData(0.5f, 0.4f, "sum to 0.9")]
    public void Evaluate_NotProbabilities_NamesRowAndColumn(float first, float second, string message)
    {
        var problem = Assert.Throws<InvalidInputException>(() =>
            MulticlassEvaluator.Evaluate([0, 0], new Matrix(2, 2, new[] { 0.5f, 0.5f, first, second }), Names(2))
        );
        Assert.Contains("Row 1", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void Evaluate_ClassOutOfRange_NamesRow(int truth) =>
        Assert.Contains(
            "Row 0",
            Assert
                .Throws<InvalidInputException>(() =>
                    MulticlassEvaluator.Evaluate([truth], new Matrix(1, 2, new[] { 0.5f, 0.5f }), Names(2))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Evaluate_RowCountsDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            MulticlassEvaluator.Evaluate([0], new Matrix(2, 2, new[] { 0.5f, 0.5f, 0.5f, 0.5f }), Names(2))
        );

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(k => $"c{k}")];

    private static void AssertEqual(JsonElement expected, MulticlassMetrics actual, double tolerance)
    {
        (string Name, double? Value)[] figures =
        [
            ("accuracy", actual.Accuracy),
            ("balanced_accuracy", actual.BalancedAccuracy),
            ("macro_f1", actual.MacroF1),
            ("weighted_f1", actual.WeightedF1),
            ("log_loss", actual.LogLoss),
            ("brier", actual.Brier),
            ("top2_accuracy", actual.Top2Accuracy),
            ("mcc", actual.Mcc),
            ("kappa", actual.Kappa),
            ("auroc_ovr_macro", actual.Auroc),
            ("ece15", actual.Ece),
        ];
        Assert.All(figures, f => Assert.Equal(expected.GetProperty(f.Name).GetDouble(), f.Value!.Value, tolerance));
        Assert.Equal(expected.GetProperty("confusion").EnumerateArray().Select(r => r.Ints()), actual.Confusion);
        Assert.All(
            expected.GetProperty("precision").Doubles().Zip(actual.PerClass),
            x => Assert.Equal(x.First, x.Second.Precision!.Value, TenDigits)
        );
        Assert.All(
            expected.GetProperty("recall").Doubles().Zip(actual.PerClass),
            x => Assert.Equal(x.First, x.Second.Recall!.Value, TenDigits)
        );
        Assert.Equal(0, actual.LogLossClipped);
    }
}
