using System.Numerics.Tensors;
using MlNetLabels.Testing;
using MlNetLabels.Vision.Backbones;
using MlNetLabels.Vision.Embedding;
using MlNetLabels.Vision.Tests.Images;

namespace MlNetLabels.Vision.Tests.Embedding;

/// <summary>One picture in several files gives one embedding.</summary>
public sealed class EqualImagesTests : IDisposable
{
    // Copies that were turned and compressed anew; two photos of one thing lie below.
    private const float LeastCosine = 0.995f;

    private const int Width = 300, Height = 200;

    private readonly Backbone _backbone = Backbone.Load("mobilenet-v3-small");

    public void Dispose() => _backbone.Dispose();

    private float[] Embed(byte[] file) => new ImageEmbedder(_backbone).Embed(file);

    [Fact]
    public void Embed_CopiesTurnedByExif_AreAlike()
    {
        byte[] upright = TestImages.Scene(Width, Height);
        float[] expected = Embed(TestImages.Jpeg(upright, Width, Height));

        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            var (pixels, width, height) = TestImages.Store(upright, Width, Height, orientation);
            float cosine = TensorPrimitives.CosineSimilarity<float>(expected, Embed(TestImages.WithOrientation(TestImages.Jpeg(pixels, width, height), orientation)));
            Assert.InRange(cosine, LeastCosine, 1.001f);
        }
    }

    [Fact]
    public void Embed_SharedPhotoTurnedByExif_IsAlike()
    {
        float[][] all = [.. Enumerable.Range(1, 8).Select(i => Embed(File.ReadAllBytes(SharedFiles.Path("data", "nasty", "sharp", $"Landscape_{i}.jpg"))))];

        Assert.All(all, embedding => Assert.InRange(TensorPrimitives.CosineSimilarity<float>(all[0], embedding), LeastCosine, 1.001f));
    }

    [Fact]
    public void Embed_LosslessReencodings_AreEqual()
    {
        byte[] pixels = TestImages.Scene(Width, Height);
        float[] expected = Embed(TestImages.Png(pixels, Width, Height));

        Assert.Equal(expected, Embed(TestImages.Encode(pixels, Width, Height, "webpsave_buffer", null, ("lossless", "true"))));
        Assert.Equal(expected, Embed(TestImages.Encode(pixels, Width, Height, "tiffsave_buffer", null, ("compression", "lzw"))));
        Assert.Equal(expected, Embed(TestImages.Encode(pixels, Width, Height, "pngsave_buffer", null, ("interlace", "true"))));
    }
}
