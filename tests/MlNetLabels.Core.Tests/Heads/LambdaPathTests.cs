using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class LambdaPathTests
{
    // 1e-8 of the loss is left on the way, and left-out losses move with the square root of that.
    private const double OnTheWay = 1e-3;

    [Fact]
    public void Path_OfFiveRowsAClass_IsThatOfExactOptima()
    {
        var (features, classes) = TwoClouds(5);
        var path = new SoftmaxTrainer(new HeadOptions { Threads = 1 }).Fit(features, classes, 2).Path;
        var folds = Folds.Stratified(classes, null, 5, 1);

        foreach (var point in path)
        {
            double exact = 0;
            for (int fold = 0; fold <= folds.Max(); fold++)
            {
                int[] train = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)],
                    held = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] == fold)];
                var head = new SoftmaxTrainer(new HeadOptions { L2 = point.L2, Tolerance = 1e-9 }).Fit(
                    features.Select(train),
                    train.Select(i => classes[i]).ToArray(),
                    2
                );
                exact += held.Sum(i => LossOf(head.Layer, features, i, classes[i]));
            }
            Assert.Equal(exact / classes.Length, point.LogLoss, OnTheWay);
        }
    }

    [Fact]
    public void Path_WhereTheLossHasRisen_Ends()
    {
        var (features, classes) = TwoClouds(40, noise: 3);
        var path = new SoftmaxTrainer(new HeadOptions { Threads = 1 }).Fit(features, classes, 2).Path;
        Assert.InRange(path.Count, 4, 12);
        Assert.True(path[^1].LogLoss > path.Min(p => p.LogLoss) + LambdaPath.MaxSlack);
    }

    // Each fold then holds out all of a class, and what is left has nothing to tell it from.
    [Fact]
    public void Path_OneGroupAClass_IsNoneAndGroupsAreWhatIsMissing()
    {
        var (features, classes) = TwoClouds(15);
        var truth = new LabelMatrix(classes.Length, 2);
        for (int i = 0; i < classes.Length; i++)
            truth[i, classes[i]] = LabelState.Present;
        var options = new HeadOptions { Threads = 1 };

        foreach (
            var fit in new[]
            {
                new SoftmaxTrainer(options).Fit(features, classes, 2, classes),
                new LabelTrainer(options).Fit(features, truth, ["a", "b"], classes),
            }
        )
        {
            Assert.Empty(fit.Path);
            Assert.Equal(LambdaPath.Strongest, fit.L2);
            string warning = Assert.Single(fit.Warnings);
            Assert.StartsWith("No penalty could be tried", warning, StringComparison.Ordinal);
            Assert.Contains("Add images of other groups", warning, StringComparison.Ordinal);
        }
    }

    // Separable and not, few rows and many, with a preconditioner (from 48 rows on) and without.
    [Theory]
    [InlineData(5, 1)]
    [InlineData(15, 2)]
    [InlineData(40, 1)]
    [InlineData(40, 3)]
    [InlineData(400, 3)]
    [InlineData(400, 8)]
    [InlineData(4000, 2)]
    public void Best_OfTheShortWay_IsWithinOneStepOfTheWholePath(int perClass, double noise)
    {
        var (features, classes) = TwoClouds(perClass, noise);
        var options = new HeadOptions { Threads = 1 };
        HeadFit quick = new SoftmaxTrainer(options).Fit(features, classes, 2),
            whole = new SoftmaxTrainer(options with { WholePath = true }).Fit(features, classes, 2);

        Assert.Equal(13, whole.Path.Count);
        Assert.InRange(quick.Path.Count, 2, 10);
        Assert.InRange(Math.Log(quick.L2 / whole.L2) / Step, -1.01, 1.01);
    }

    [Fact]
    public void Best_OfLabelsByTheShortWay_IsWithinOneStepOfTheWholePath()
    {
        var (features, classes) = TwoClouds(150, 3);
        var truth = MlNetLabels.Data.LabelMatrix.FromClasses(classes, 2);
        var options = new HeadOptions { Threads = 1 };
        HeadFit quick = new LabelTrainer(options).Fit(features, truth, ["a", "b"]),
            whole = new LabelTrainer(options with { WholePath = true }).Fit(features, truth, ["a", "b"]);

        Assert.InRange(Math.Log(quick.L2 / whole.L2) / Step, -1.01, 1.01);
    }

    private static readonly double Step = Math.Log(1e6) / 12;

    private static double LossOf(LinearLayer layer, FeatureRows features, int row, int truth)
    {
        var logits = layer.Logits(features.Select([row])).Row(0);
        double margin = (double)logits[1 - truth] - logits[truth];
        return Math.Max(margin, 0) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
    }

    private static (FeatureRows Features, int[] Classes) TwoClouds(int perClass, double noise = 1)
    {
        var random = new Random(7);
        var embeddings = new Matrix(2 * perClass, 24);
        int[] classes = [.. Enumerable.Range(0, 2 * perClass).Select(i => i % 2)];
        for (int i = 0; i < classes.Length; i++)
        for (int j = 0; j < 24; j++)
            embeddings[i, j] = (float)(noise * (random.NextDouble() * 2 - 1) + (j < 4 ? classes[i] * 0.8 : 0));
        return (FeatureRows.Fit(embeddings, Enumerable.Range(0, classes.Length).ToArray()), classes);
    }
}
