using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Tests;

public sealed class LabelHeadsTests
{
    // Folding the standardisation into the weights rounds them anew.
    private const float Tolerance = 1e-4f;

    private readonly MLContext _ml = new(1);

    public static TheoryData<string> Trainers => ["lbfgs", "sdca", "own"];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Fit_AnyTrainer_AddsNamedColumnsAndLabelsByThreshold(string trainer)
    {
        var data = Points.View(_ml);

        var scored = Trainer(trainer, new() { L2Regularization = 0.02, Thresholds = [0.2, 0.5, 0.9] })
            .Fit(data)
            .Transform(data);

        Assert.Equal(Points.Names, scored.Schema["Score"].Names(Columns.SlotNames)!);
        Assert.Equal(Points.Names, scored.Schema["Probability"].Names(Columns.SlotNames)!);
        float[][] scores = [.. scored.GetColumn<float[]>("Score")],
            probabilities = [.. scored.GetColumn<float[]>("Probability")];
        string[][] labels = [.. scored.GetColumn<string[]>("PredictedLabels")];
        double[] thresholds = [0.2, 0.5, 0.9];
        for (int i = 0; i < Points.Rows; i++)
        {
            // The graph's sigmoid rounds in single precision.
            for (int k = 0; k < Points.Names.Length; k++)
                Assert.Equal(Losses.Sigmoid(scores[i][k]), probabilities[i][k], 1e-6);
            Assert.Equal(Points.Names.Where((_, k) => probabilities[i][k] >= thresholds[k]), labels[i]);
        }
    }

    [Fact]
    public void Fit_OwnTrainer_GivesTheCoresLogits()
    {
        var data = Points.View(_ml);

        var scored = Trainer("own", new() { L2Regularization = 0.02 }).Fit(data).Transform(data);

        var layer = ModelTrainer
            .BuiltInHeads.FitLabels(
                new HeadOptions { L2 = 0.02 },
                Points.Standardised,
                Points.Truth,
                Points.Names,
                null,
                TestContext.Current.CancellationToken
            )
            .Layer;
        var expected = layer.Logits(Points.Standardised.Standardizer.Apply(Points.Features));
        float[] actual = [.. scored.GetColumn<float[]>("Score").SelectMany(s => s)];
        for (int i = 0; i < actual.Length; i++)
            Assert.Equal(expected.Span[i], actual[i], Tolerance);
    }

    [Fact]
    public void Fit_InAPipeline_PassesTheSchemaCheck()
    {
        var data = Points.View(_ml);

        var scored = _ml
            .Transforms.CopyColumns("Copy", "Features")
            .Append(Trainer("own", new() { L2Regularization = 0.02 }))
            .Append(_ml.Transforms.CopyColumns("Again", "Probability"))
            .Fit(data)
            .Transform(data);

        Assert.Equal(scored.GetColumn<float[]>("Probability"), scored.GetColumn<float[]>("Again"));
    }

    [Fact]
    public void Fit_ThresholdsOfAnotherCount_SaysSo() =>
        Assert.Contains(
            "2 thresholds",
            Assert
                .Throws<InvalidInputException>(() =>
                    Trainer("own", new() { Thresholds = [0.5, 0.5] }).Fit(Points.View(_ml))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void SoftmaxCrossEntropy_BesideLbfgsMaximumEntropy_GivesTheSameProbabilities()
    {
        var data = Points.View(_ml);
        // ML.NET's trainers take features as they are: standardised here, as ours does by itself.
        var normalised = _ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Fit(data).Transform(data);

        var ours = _ml
            .MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.05 })
            .Fit(data)
            .Transform(data);
        var theirs = _ml
            .MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                l1Regularization: 0,
                l2Regularization: 0.05f * Points.Rows,
                optimizationTolerance: 1e-9f
            )
            .Fit(normalised)
            .Transform(normalised);

        float[] expected = [.. theirs.GetColumn<float[]>("Score").SelectMany(s => s)],
            actual = [.. ours.GetColumn<float[]>("Score").SelectMany(s => s)];
        // Two optimisers on a flat optimum, one of them in single precision.
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-3f);
        Assert.Equal(
            _ml.MulticlassClassification.Evaluate(theirs).MacroAccuracy,
            _ml.MulticlassClassification.Evaluate(ours).MacroAccuracy,
            0.02
        );
    }

    [Fact]
    public void Evaluate_UnknownCells_EqualsTheCore()
    {
        var data = Points.View(_ml);
        var scored = Trainer("own", new() { L2Regularization = 0.02 }).Fit(data).Transform(data);
        double[] thresholds = [0.3, 0.5, 0.7];

        var metrics = _ml.MultiLabelClassification().Evaluate(scored, thresholds: thresholds);

        var expected = new MultiLabelPredictions(
            Points.Truth,
            Probabilities(scored),
            thresholds,
            Points.Names
        ).Evaluate();
        Assert.Equal(
            (expected.MicroF1, expected.MapMacro, expected.LogLoss, expected.HammingLoss),
            (metrics.MicroF1, metrics.MapMacro, metrics.LogLoss, metrics.HammingLoss)
        );
    }

    [Fact]
    public void CompareConfidence_TwoSets_EqualsTheCore()
    {
        var data = Points.View(_ml);
        var scored = Trainer("own", new() { L2Regularization = 0.02 }).Fit(data).Transform(data);
        var (first, others) = (_ml.Data.TakeRows(scored, 100), _ml.Data.SkipRows(scored, 100));

        var comparison = _ml.MultiLabelClassification().CompareConfidence(first, others, thresholds: [0.5, 0.5, 0.5]);

        Assert.Equal(ConfidenceSummary.From(Probabilities(first), [0.5, 0.5, 0.5]).Mean, comparison.InDomain.Mean);
        Assert.Equal(
            (Points.Rows - 100, ConfidenceSummary.From(Probabilities(others), [0.5, 0.5, 0.5]).ShareNone),
            (comparison.OutOfDomain.Count, comparison.OutOfDomain.ShareNone)
        );
        Assert.InRange(comparison.Separation.Auroc!.Value, 0, 1);
    }

    private IEstimator<ITransformer> Trainer(string name, MultiLabelOptions options) =>
        name switch
        {
            "lbfgs" => _ml.MultiLabelClassification().Trainers.LbfgsLogisticRegression(options),
            "sdca" => _ml.MultiLabelClassification().Trainers.SdcaLogisticRegression(options),
            _ => _ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(options),
        };

    private static Matrix Probabilities(IDataView scored)
    {
        float[][] rows = [.. scored.GetColumn<float[]>("Probability")];
        return new Matrix(rows.Length, Points.Names.Length, rows.SelectMany(r => r).ToArray());
    }
}
