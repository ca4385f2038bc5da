using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneTests
{
    // The limit that the reference sets: float32 sums in another order, batch normalisation folded.
    private const double ReferenceTolerance = 1e-3;

    [Fact]
    public void Embed_ReferenceTensor_EqualsPyTorch()
    {
        double[] expected = ReferenceFiles.Json("backbone.json").GetProperty("embedding").Doubles();
        var actual = new float[Bundled.Backbone.Dimension];

        Bundled.Backbone.Embed(Bundled.Wave(), 1, actual);

        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Sqrt(expected.Average(x => x * x));
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= ReferenceTolerance * Math.Max(scale, Math.Abs(expected[i])),
                $"[{i}] {actual[i]} for {expected[i]}"
            );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(33)]
    public void Embed_BatchOfSeveral_SameBitsAsOneByOne(int count)
    {
        var backbone = Bundled.Backbone;
        float[][] images = [.. Enumerable.Range(0, count).Select(i => Bundled.Wave(i))];
        var together = new float[count * backbone.Dimension];

        backbone.Embed(images.SelectMany(x => x).ToArray(), count, together);

        var alone = new float[backbone.Dimension];
        for (int i = 0; i < count; i++)
        {
            backbone.Embed(images[i], 1, alone);
            Assert.Equal(alone, together.AsSpan(i * backbone.Dimension, backbone.Dimension).ToArray());
        }
    }

    [Fact]
    public void Embed_ParallelCallers_SameBitsAsOneCaller()
    {
        var backbone = Bundled.Backbone;
        float[] Embed(int i)
        {
            var row = new float[backbone.Dimension];
            backbone.Embed(Bundled.Wave(i % 4), 1, row);
            return row;
        }
        float[][] expected = [.. Enumerable.Range(0, 4).Select(Embed)];

        float[][] actual =
        [
            .. Enumerable.Range(0, 64).AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(Embed),
        ];

        for (int i = 0; i < actual.Length; i++)
            Assert.Equal(expected[i % 4], actual[i]);
    }

    [Fact]
    public void Embed_NoImages_DoesNothing() => Bundled.Backbone.Embed([], 0, []);

    [Theory]
    [InlineData(150_527, 1, 576)]
    [InlineData(150_528, 2, 1152)]
    [InlineData(150_528, 1, 575)]
    [InlineData(0, -1, 0)]
    public void Embed_LengthsThatDoNotFit_Throws(int tensors, int count, int embeddings) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Bundled.Backbone.Embed(new float[tensors], count, new float[embeddings])
        );
}
