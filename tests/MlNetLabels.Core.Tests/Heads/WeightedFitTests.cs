using FsCheck;
using FsCheck.Fluent;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

/// <summary>
/// What weights mean: a row of weight two is the row given twice, and permuting labels or classes permutes the results.
/// </summary>
public sealed class WeightedFitTests
{
    private const int Dimension = 6,
        Classes = 3,
        Rows = 60;

    // Both fits stop within 1e-9 of the same optimum; strong convexity 0.1 turns that into sqrt(2e-9 x loss / 0.1) of
    // the weights.
    private const double WeightTolerance = 2e-4;

    private const int Cases = 25;

    [Fact]
    public void Standardizer_WeightTwo_EqualsTheRowGivenTwice()
    {
        var (embeddings, _) = Draw(1);
        int[] rows = [0, 1, 2, 3, 4, 5, 6];

        var weighted = Standardizer.Fit(embeddings, rows, [1, 2, 1, 3, 1, 1, 1]);
        var repeated = Standardizer.Fit(embeddings, [0, 1, 1, 2, 3, 3, 3, 4, 5, 6]);

        // The same sums in another order, rounded to single precision.
        for (int j = 0; j < Dimension; j++)
        {
            Assert.Equal(repeated.Mean[j], weighted.Mean[j], 1e-6f);
            Assert.Equal(repeated.Std.Span[j], weighted.Std.Span[j], 1e-6f);
        }
    }

    [Fact]
    public void SoftmaxFit_WeightTwo_EqualsTheRowGivenTwice() =>
        ForAnySeed(seed =>
        {
            var (embeddings, classes) = Draw(seed);
            var (weights, repeated) = Weights(seed);
            var trainer = new SoftmaxTrainer(new HeadOptions { L2 = 0.1, Threads = 1 });

            var weighted = trainer.Fit(FeatureRows.Fit(embeddings, All, weights), classes, Classes);
            var twice = trainer.Fit(
                FeatureRows.Fit(embeddings, repeated),
                (int[])[.. repeated.Select(i => classes[i])],
                Classes
            );

            AssertSame(twice, weighted);
        });

    [Fact]
    public void SoftmaxFit_BalancedAndWeightTwo_EqualsTheRowGivenTwice()
    {
        var (embeddings, classes) = Draw(4);
        var (weights, repeated) = Weights(4);
        var trainer = new SoftmaxTrainer(new HeadOptions { L2 = 0.1, Balanced = true });

        AssertSame(
            trainer.Fit(FeatureRows.Fit(embeddings, repeated), (int[])[.. repeated.Select(i => classes[i])], Classes),
            trainer.Fit(FeatureRows.Fit(embeddings, All, weights), classes, Classes)
        );
    }

    [Fact]
    public void LabelFit_WeightTwo_EqualsTheRowGivenTwice() =>
        ForAnySeed(seed =>
        {
            var (embeddings, classes) = Draw(seed);
            var (weights, repeated) = Weights(seed);
            var truth = Masked(LabelMatrix.FromClasses(classes, Classes));
            var trainer = new LabelTrainer(
                new HeadOptions
                {
                    L2 = 0.1,
                    Threads = 1,
                    BalancedPositives = seed % 2 == 0,
                }
            );

            AssertSame(
                trainer.Fit(FeatureRows.Fit(embeddings, repeated), truth.Select(repeated), Names),
                trainer.Fit(FeatureRows.Fit(embeddings, All, weights), truth, Names)
            );
        });

    [Fact]
    public void LabelFit_BalancedPositives_EqualsThoseRatiosGiven()
    {
        var (embeddings, classes) = Draw(2);
        var truth = Masked(LabelMatrix.FromClasses(classes, Classes));
        double[] ratios =
        [
            .. Enumerable
                .Range(0, Classes)
                .Select(k => (double)truth.Count(k, LabelState.Absent) / truth.Count(k, LabelState.Present)),
        ];
        var features = FeatureRows.Fit(embeddings, All);

        var balanced = new LabelTrainer(new HeadOptions { L2 = 0.1, BalancedPositives = true }).Fit(
            features,
            truth,
            Names
        );
        var given = new LabelTrainer(new HeadOptions { L2 = 0.1, PositiveWeights = ratios }).Fit(
            features,
            truth,
            Names
        );

        Assert.Equal(given.Layer.Weights.Span, balanced.Layer.Weights.Span);
    }

    [Fact]
    public void LabelFit_LabelsPermuted_PermutesTheHeads() =>
        ForAnySeed(seed =>
        {
            var (embeddings, classes) = Draw(seed);
            var truth = LabelMatrix.FromClasses(classes, Classes);
            int[] order = [2, 0, 1];
            var trainer = new LabelTrainer(new HeadOptions { L2 = 0.1, Threads = 1 });
            var features = FeatureRows.Fit(embeddings, All);

            var fit = trainer.Fit(features, truth, Names);
            var permuted = trainer.Fit(features, truth.SelectLabels(order), [.. order.Select(k => Names[k])]);

            // Labels are fitted apart, so not even the bits may change.
            for (int k = 0; k < Classes; k++)
                Assert.Equal(fit.Layer.Weights.Row(order[k]), permuted.Layer.Weights.Row(k));
        });

    [Fact]
    public void SoftmaxFit_ClassesPermuted_PermutesTheWeights() =>
        ForAnySeed(seed =>
        {
            var (embeddings, classes) = Draw(seed);
            int[] order = [2, 0, 1];
            var trainer = new SoftmaxTrainer(new HeadOptions { L2 = 0.1, Threads = 1 });
            var features = FeatureRows.Fit(embeddings, All);

            var fit = trainer.Fit(features, classes, Classes);
            var permuted = trainer.Fit(features, (int[])[.. classes.Select(c => Array.IndexOf(order, c))], Classes);

            for (int k = 0; k < Classes; k++)
            for (int j = 0; j < Dimension; j++)
                Assert.Equal(fit.Layer.Weights[order[k], j], permuted.Layer.Weights[k, j], WeightTolerance);
        });

    [Fact]
    public void SoftmaxFit_LambdaChosen_TakesRowWeightsToo()
    {
        var (embeddings, classes) = Draw(3);
        var heavy = new float[Rows];
        for (int i = 0; i < Rows; i++)
            heavy[i] = i < 10 ? 50 : 1;
        var trainer = new SoftmaxTrainer(new HeadOptions());

        var plain = trainer.Fit(FeatureRows.Fit(embeddings, All), classes, Classes);
        var weighted = trainer.Fit(FeatureRows.Fit(embeddings, All, heavy), classes, Classes);

        // Each path goes its own way, but over the same lambdas.
        double[] both = [.. plain.Path.Select(p => p.L2).Intersect(weighted.Path.Select(p => p.L2))];
        Assert.NotEmpty(both);
        Assert.All(both, l2 => Assert.NotEqual(LossAt(plain, l2), LossAt(weighted, l2)));

        static double LossAt(HeadFit fit, double l2) => fit.Path.Single(p => p.L2 == l2).LogLoss;
    }

    private static int[] All { get; } = [.. Enumerable.Range(0, Rows)];

    private static string[] Names { get; } = ["a", "b", "c"];

    private static void ForAnySeed(Action<int> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Cases),
            Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), property)
        );

    private static (Matrix Embeddings, int[] Classes) Draw(int seed)
    {
        var random = new Random(seed);
        var embeddings = new Matrix(Rows, Dimension);
        int[] classes = [.. Enumerable.Range(0, Rows).Select(i => i % Classes)];
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Dimension; j++)
            embeddings[i, j] = (float)(random.NextDouble() * 2 + (j == classes[i] ? 0.7 : 0));
        return (embeddings, classes);
    }

    private static (float[] Weights, int[] Repeated) Weights(int seed)
    {
        var random = new Random(seed + 1);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.Next(1, 4))];
        return (weights, [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))]);
    }

    private static LabelMatrix Masked(LabelMatrix truth)
    {
        for (int i = 0; i < truth.Rows; i += 7)
            truth[i, i % Classes] = LabelState.Unknown;
        return truth;
    }

    private static void AssertSame(HeadFit expected, HeadFit actual)
    {
        for (int i = 0; i < expected.Objectives.Count; i++)
            Assert.Equal(expected.Objectives[i], actual.Objectives[i], 1e-6 * expected.Objectives[i]);
        for (int k = 0; k < Classes; k++)
        for (int j = 0; j < Dimension; j++)
            Assert.Equal(expected.Layer.Weights[k, j], actual.Layer.Weights[k, j], WeightTolerance);
    }
}
