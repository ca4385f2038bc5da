using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class FoldTests
{
    [Fact]
    public void Stratified_OneGroup_FallsBackToRowsAndSaysSo()
    {
        int[] strata = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
            one = new int[10];

        int[] folds = Folds.Stratified(strata, one, 5, seed: 1);

        Assert.Equal(5, folds.Distinct().Count());
        Assert.NotNull(Folds.Warning(one));
        Assert.Null(Folds.Warning([0, 1]));
    }

    [Fact]
    public void Stratified_NegativeGroups_AreInNoFold()
    {
        int[] folds = Folds.Stratified([0, 0, 1, 1, 1], [~0, ~0, 2, 3, 4], 2, seed: 1);

        Assert.Equal([-1, -1], folds[..2]);
        Assert.Equal([0, 1], folds[2..].Distinct().Order());
    }

    [Fact]
    public void SoftmaxFit_AllRowsOfOneGroup_EndsWithAWarning()
    {
        var random = new Random(1);
        var embeddings = new Matrix(20, 4);
        foreach (ref float x in embeddings.Span)
            x = random.NextSingle();
        int[] classes = [.. Enumerable.Range(0, 20).Select(i => i % 2)];

        var fit = new SoftmaxTrainer(new HeadOptions()).Fit(
            FeatureRows.Fit(embeddings, Enumerable.Range(0, 20).ToArray()),
            classes,
            2,
            new int[20]
        );

        Assert.Contains(fit.Warnings, w => w.Contains("one group", StringComparison.Ordinal));
    }

    [Fact]
    public void Minimiser_LossNotFiniteAtTheStart_EndsUnconverged()
    {
        var minimiser = new Lbfgs([0, 0], 0.1, 1e-9, 10);

        minimiser.Tell(double.NaN, [0, 0]);

        Assert.True(minimiser.Done);
        Assert.False(minimiser.Converged);
    }

    [Fact]
    public void BestLambda_RareLabels_TakesNoMoreSlackThanThereIsToLearn()
    {
        LambdaPoint[] path = [new(10, 0.0082), new(1, 0.006), new(0.1, 0.004)];

        Assert.Equal(0.1, LambdaPath.Best(path, nullLoss: 0.0082).L2);
        Assert.Equal(10, LambdaPath.Best(path, nullLoss: 0.7).L2);
    }
}
