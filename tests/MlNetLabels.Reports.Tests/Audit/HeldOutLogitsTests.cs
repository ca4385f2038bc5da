using MlNetLabels.Audit;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Tests.Audit;

public sealed class HeldOutLogitsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void OfClasses_NothingOrOneClassLeftUndoubted_LearnsFromAllAsIfNoneWereDoubted(int trusted)
    {
        const int Rows = 40;
        var random = new Random(5);
        var embeddings = new Matrix(Rows, 6);
        foreach (ref float x in embeddings.Span)
            x = (float)random.NextDouble();
        int[] rows = [.. Enumerable.Range(0, Rows)],
            classes = [.. rows.Select(i => i % 2)];
        var heads = new HeldOutLogits(
            embeddings,
            rows,
            rows,
            new HeadOptions
            {
                L2 = 1,
                Seed = 1,
                Threads = 1,
            }
        );
        bool[] doubted = [.. classes.Select(c => c >= trusted)];

        var logits = heads.OfClasses(classes, ["a", "b"], doubted, TestContext.Current.CancellationToken);

        var expected = heads.OfClasses(classes, ["a", "b"], new bool[Rows], TestContext.Current.CancellationToken);
        Assert.Equal(expected.Span, logits.Span);
    }
}
