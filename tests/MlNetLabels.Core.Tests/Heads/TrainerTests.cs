using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class TrainerTests
{
    private const int Rows = 120,
        Dimension = 6,
        Classes = 3;

    private static readonly string[] Names = ["a", "b", "c"];

    private readonly Matrix _embeddings = new(Rows, Dimension);
    private readonly int[] _classes = [.. Enumerable.Range(0, Rows).Select(i => i % 5 % Classes)];

    public TrainerTests()
    {
        var random = new Random(5);
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Dimension; j++)
            _embeddings[i, j] = (float)(random.NextDouble() * 4 + (j == _classes[i] ? 1.5 : 0));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    public void Softmax_AtTheOptimum_MeanProbabilitiesAreTheClassShares(double l2)
    {
        // Setting the slope along an unpenalised bias to zero says just this, whatever lambda is.
        var features = Features();
        var fit = new SoftmaxTrainer(new HeadOptions { L2 = l2 }).Fit(features, _classes, Classes);

        var logits = fit.Layer.Logits(features.Standardizer.Apply(_embeddings));
        var mean = new double[Classes];
        for (int i = 0; i < Rows; i++)
        {
            double[] p = Losses.Softmax([.. logits.Row(i).ToArray().Select(z => (double)z)]);
            for (int k = 0; k < Classes; k++)
                mean[k] += p[k] / Rows;
        }
        for (int k = 0; k < Classes; k++)
            Assert.Equal(_classes.Count(c => c == k) / (double)Rows, mean[k], OptimumError);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    public void Labels_AtTheOptimum_MeanProbabilityIsTheShareAmongKnownCells(double l2)
    {
        var truth = LabelMatrix.FromClasses(_classes, Classes);
        for (int i = 0; i < Rows; i += 4)
            truth[i, 1] = LabelState.Unknown;
        var features = Features();
        var fit = new LabelTrainer(new HeadOptions { L2 = l2 }).Fit(features, truth, Names);

        var logits = fit.Layer.Logits(features.Standardizer.Apply(_embeddings));
        for (int k = 0; k < Classes; k++)
        {
            int[] known = [.. Enumerable.Range(0, Rows).Where(i => truth[i, k] != LabelState.Unknown)];
            Assert.Equal(
                truth.Count(k, LabelState.Present) / (double)known.Length,
                known.Average(i => Losses.Sigmoid(logits[i, k])),
                OptimumError
            );
        }
    }

    // A relative gap of 1e-9 at curvature of at least 0.1 along a bias leaves the slope below about 1e-4.
    private const double OptimumError = 1e-4;

    [Fact]
    public void Labels_UnknownCells_AreAsIfTheirRowsWereNotThere()
    {
        // For a single label, leaving a cell out and leaving the row out are the same, once the standardizer is.
        var truth = LabelMatrix.FromClasses(_classes, Classes).SelectLabels([1]);
        for (int i = 0; i < Rows; i += 3)
            truth[i, 0] = LabelState.Unknown;
        int[] kept = [.. Enumerable.Range(0, Rows).Where(i => i % 3 != 0)];
        var features = Features();
        var trainer = new LabelTrainer(new HeadOptions { L2 = 0.1 });

        var masked = trainer.Fit(features, truth, ["b"]);
        var without = trainer.Fit(features.Select(kept), truth.Select(kept), ["b"]);

        // Both stop within 1e-9 of the optimal loss; single precision sums in another grouping.
        Assert.Equal(without.Objectives[0], masked.Objectives[0], 1e-6);
        for (int j = 0; j < Dimension; j++)
            Assert.Equal(without.Layer.Weights[0, j], masked.Layer.Weights[0, j], 1e-3);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits()
    {
        // With lambda chosen by cross-validation, so that the folds take part.
        HeadFit[] softmax =
        [
            .. new[] { 1, 2, 3 }.Select(t =>
                new SoftmaxTrainer(new HeadOptions { Threads = t, Folds = 2 }).Fit(Features(), _classes, Classes)
            ),
        ];
        HeadFit[] labels =
        [
            .. new[] { 1, 2, 3 }.Select(t =>
                new LabelTrainer(new HeadOptions { Threads = t, Folds = 2 }).Fit(
                    Features(),
                    LabelMatrix.FromClasses(_classes, Classes),
                    Names
                )
            ),
        ];

        foreach (var fits in new[] { softmax, labels })
            Assert.All(
                fits,
                fit =>
                {
                    Assert.True(fits[0].Layer.Weights.Span.SequenceEqual(fit.Layer.Weights.Span));
                    Assert.Equal(fits[0].Layer.Bias, fit.Layer.Bias);
                    Assert.Equal(fits[0].Objectives, fit.Objectives);
                    Assert.Equal(fits[0].Path, fit.Path);
                }
            );
    }

    [Fact]
    public void Fit_StepsRunOut_Warns()
    {
        var options = new HeadOptions { L2 = 1e-4, MaxIterations = 1 };

        Assert.Contains(
            "stopped after 1 steps",
            Assert.Single(new SoftmaxTrainer(options).Fit(Features(), _classes, Classes).Warnings),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "label 'a'",
            new LabelTrainer(options).Fit(Features(), LabelMatrix.FromClasses(_classes, Classes), Names).Warnings[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Softmax_OneClass_SaysWhatIsMissing() =>
        Assert.Contains(
            "at least two classes",
            Assert
                .Throws<InvalidInputException>(() =>
                    new SoftmaxTrainer(new HeadOptions()).Fit(Features(), new int[Rows], 2)
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(LabelState.Present)]
    [InlineData(LabelState.Absent)]
    [InlineData(LabelState.Unknown)]
    public void Labels_LabelThatNeverVaries_IsNamed(LabelState always)
    {
        var truth = LabelMatrix.FromClasses(_classes, Classes);
        for (int i = 0; i < Rows; i++)
            truth[i, 2] = always;

        Assert.Contains(
            "'c'",
            Assert
                .Throws<InvalidInputException>(() => new LabelTrainer(new HeadOptions()).Fit(Features(), truth, Names))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Softmax_ClassWeightTwo_IsEveryRowOfTheClassTwice()
    {
        // The weighted mean divides by the sum of weights, so twice the rows and weight two have the same optimum.
        int[] twice = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, _classes[i] == 1 ? 2 : 1))];
        var features = Features();

        var weighted = new SoftmaxTrainer(new HeadOptions { L2 = 0.1, ClassWeights = [1, 2, 1] }).Fit(
            features,
            _classes,
            Classes
        );
        var doubled = new SoftmaxTrainer(new HeadOptions { L2 = 0.1 }).Fit(
            features.Select(twice),
            (int[])[.. twice.Select(i => _classes[i])],
            Classes
        );

        Assert.Equal(doubled.Objectives[0], weighted.Objectives[0], 1e-6);
        for (int i = 0; i < Classes * Dimension; i++)
            Assert.Equal(doubled.Layer.Weights.Span[i], weighted.Layer.Weights.Span[i], 1e-3);
    }

    [Fact]
    public void Labels_PositiveWeightTwo_IsEveryPresentRowTwice()
    {
        int[] twice = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, _classes[i] == 1 ? 2 : 1))];
        var truth = LabelMatrix.FromClasses(_classes, Classes).SelectLabels([1]);
        var features = Features();

        var weighted = new LabelTrainer(new HeadOptions { L2 = 0.1, PositiveWeights = [2] }).Fit(
            features,
            truth,
            ["b"]
        );
        var doubled = new LabelTrainer(new HeadOptions { L2 = 0.1 }).Fit(
            features.Select(twice),
            truth.Select(twice),
            ["b"]
        );

        Assert.Equal(doubled.Objectives[0], weighted.Objectives[0], 1e-6);
        for (int j = 0; j < Dimension; j++)
            Assert.Equal(doubled.Layer.Weights[0, j], weighted.Layer.Weights[0, j], 1e-3);
    }

    [Fact]
    public void Options_Defaults_AreAsDocumented()
    {
        var options = new HeadOptions();

        Assert.Equal(
            (null, null, null, false, 1000, 1e-9, 5, 1),
            (
                options.L2,
                options.ClassWeights,
                options.PositiveWeights,
                options.Balanced,
                options.MaxIterations,
                options.Tolerance,
                options.Folds,
                options.Seed
            )
        );
    }

    private FeatureRows Features() => FeatureRows.Fit(_embeddings, Enumerable.Range(0, Rows).ToArray());
}
