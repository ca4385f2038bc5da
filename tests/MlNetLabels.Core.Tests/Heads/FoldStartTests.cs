using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

/// <summary>
/// Heads of a fold begin where the heads of all rows ended, which have seen the rows held out: nothing of that may be
/// left in the logits of those.
/// </summary>
public class FoldStartTests(ITestOutputHelper output)
{
    private const int Rows = 1500,
        Dimension = 24,
        Classes = 4;

    // Of what leaving the fold out changes: far less than moves any p-value or calibration.
    private const double MostLeft = 0.01;

    [Theory]
    [InlineData(0.5f)]
    [InlineData(3f)]
    public void Softmax_WarmOrColdStart_GivesTheSameHeldLogits(float apart)
    {
        var (embeddings, classes) = Draw(apart);
        int[] all = [.. Enumerable.Range(0, Rows)],
            kept = [.. all.Where(i => i % 5 != 0)],
            held = [.. all.Where(i => i % 5 == 0)];
        var whole = FeatureRows.Fit(embeddings, all);
        var options = new HeadOptions { L2 = 0.001, Preconditioner = new(() => Preconditioner.Fit(whole)) };
        Assert.NotNull(options.Preconditioner!.Value);
        var head = new SoftmaxTrainer(options).Fit(whole, classes, Classes).Layer;
        var features = FeatureRows.Fit(embeddings, kept);
        int[] truth = [.. kept.Select(i => classes[i])];
        var fold = LambdaPath.InFolds(options);

        Matrix Held(LinearLayer? start) =>
            new SoftmaxTrainer(fold with { Start = start })
                .Fit(features, truth, Classes)
                .Layer.Logits(features.Others(held));

        Matrix warm = Held(head),
            cold = Held(null),
            seen = head.Logits(whole.Others(held));
        double left = Distance(warm, cold),
            changed = Distance(seen, cold);
        output.WriteLine(FormattableString.Invariant($"left {left:g3} of {changed:g3}: {left / changed:g3}"));
        Assert.InRange(left, 0, MostLeft * changed);
    }

    // Root mean square over logits centred row by row, since their level is free.
    private static double Distance(Matrix a, Matrix b)
    {
        double sum = 0;
        for (int i = 0; i < a.Rows; i++)
        {
            double[] difference = [.. a.Row(i).ToArray().Zip(b.Row(i).ToArray(), (x, y) => (double)x - y)];
            double mean = difference.Average();
            sum += difference.Sum(d => (d - mean) * (d - mean));
        }
        return Math.Sqrt(sum / a.Rows);
    }

    private static (Matrix Embeddings, int[] Classes) Draw(float apart)
    {
        var random = new Random(2);
        var embeddings = new Matrix(Rows, Dimension);
        int[] classes = [.. Enumerable.Range(0, Rows).Select(i => i % Classes)];
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Dimension; j++)
            embeddings[i, j] = (float)(random.NextDouble() * 2 + (j == classes[i] ? apart : 0));
        return (embeddings, classes);
    }
}
