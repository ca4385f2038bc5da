using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>Dot products of several vectors at once are those of each alone.</summary>
public sealed class WideMathTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(576)]
    public void Dots_OfSeveral_AreTheBitsOfEachAlone(int length)
    {
        var random = new Random(1);
        float[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        double[] vectors = [.. Enumerable.Range(0, WideMath.AtOnce * length).Select(_ => random.NextDouble() - 0.5)];
        var sums = new double[WideMath.AtOnce];

        WideMath.Dots(a, vectors, sums);

        Assert.Equal(
            Enumerable.Range(0, WideMath.AtOnce).Select(k => WideMath.Dot(a, vectors.AsSpan(k * length, length))),
            sums
        );
    }
}
