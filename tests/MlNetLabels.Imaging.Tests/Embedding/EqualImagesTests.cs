using System.Numerics.Tensors;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Embedding;

/// <summary>One picture in several files gives one embedding.</summary>
public sealed class EqualImagesTests : IDisposable
{
    // Copies that were turned and compressed anew. (The Landscape_*.jpg of shared/ carry a digit each, which puts them
    // at 0.90 to 0.96.)
    private const float LeastCosine = 0.995f;

    private const int Width = 300,
        Height = 200;

    private readonly Backbone _backbone = Backbone.Load("mobilenet-v3-small");

    public void Dispose() => _backbone.Dispose();

    private float[] Embed(byte[] file) => new ImageEmbedder(_backbone).Embed(file);

    [Fact]
    public void Embed_CopiesTurnedByExif_AreAlike() =>
        AssertTurnedCopiesAreAlike(TestImages.Scene(Width, Height), Width, Height);

    [Fact]
    public void Embed_PhotoTurnedByExif_IsAlike()
    {
        var side = new Preprocessing
        {
            Width = 600,
            Height = 450,
            Resize = ResizeMode.Squeeze,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
        };
        float[] planes = TestImages.Load(
            File.ReadAllBytes(SharedFiles.Path("data", "nasty", "sharp", "Landscape_1.jpg")),
            side
        );
        int count = side.Width * side.Height;
        byte[] photo =
        [
            .. Enumerable.Range(0, 3 * count).Select(i => (byte)MathF.Round(255 * planes[i % 3 * count + i / 3])),
        ];

        AssertTurnedCopiesAreAlike(photo, side.Width, side.Height);
    }

    private void AssertTurnedCopiesAreAlike(byte[] upright, int width, int height)
    {
        float[] expected = Embed(TestImages.Jpeg(upright, width, height));
        Assert.All(
            Enumerable.Range(1, 8),
            orientation =>
            {
                var (pixels, storedWidth, storedHeight) = TestImages.Store(upright, width, height, orientation);
                float[] turned = Embed(
                    TestImages.WithOrientation(TestImages.Jpeg(pixels, storedWidth, storedHeight), (byte)orientation)
                );
                Assert.InRange(TensorPrimitives.CosineSimilarity<float>(expected, turned), LeastCosine, 1.001f);
            }
        );
    }

    [Fact]
    public void Embed_LosslessReencodings_AreEqual()
    {
        byte[] pixels = TestImages.Scene(Width, Height);
        float[] expected = Embed(TestImages.Png(pixels, Width, Height));

        Assert.Equal(
            expected,
            Embed(TestImages.Encode(pixels, Width, Height, "webpsave_buffer", null, ("lossless", "true")))
        );
        Assert.Equal(
            expected,
            Embed(TestImages.Encode(pixels, Width, Height, "tiffsave_buffer", null, ("compression", "lzw")))
        );
        Assert.Equal(
            expected,
            Embed(TestImages.Encode(pixels, Width, Height, "pngsave_buffer", null, ("interlace", "true")))
        );
    }
}
