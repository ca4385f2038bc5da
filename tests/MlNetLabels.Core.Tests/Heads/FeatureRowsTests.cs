using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class FeatureRowsTests
{
    [Fact]
    public void Rows_ReadOneByOne_AreThoseOfTheStandardisedCopy()
    {
        var random = new Random(2);
        var embeddings = new Matrix(40, 19);
        foreach (ref float x in embeddings.Span)
            x = random.NextSingle() * 9 - 3;
        var train = FeatureRows.Fit(embeddings, new[] { 3, 1, 30, 17, 8 });
        int[] others = [39, 0, 17];

        IRows read = train.Others(others);

        var copied = train.Standardizer.Apply(embeddings.Select(others));
        Assert.Equal((3, 19), (read.Rows, read.Columns));
        for (int i = 0; i < others.Length; i++)
            Assert.True(read.Row(i).SequenceEqual(copied.Row(i)));
    }
}
