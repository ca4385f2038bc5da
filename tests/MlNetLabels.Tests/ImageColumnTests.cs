using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.MLNet;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Images that ML.NET decoded, and columns that hold none.</summary>
public sealed class ImageColumnTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    /// <summary>Two decoders of a lossless format see the same pixels, so only the resizing could differ.</summary>
    [Fact]
    public void Transform_MLImageOfLoadImages_GivesTheVectorsOfTheFiles()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);

        var embedded = _ml
            .Transforms.LoadImages("Picture", "", "ImagePath")
            .Append(Embed("Picture"))
            .Fit(data)
            .Transform(data);

        float[][] expected = [.. Embed("ImagePath").Fit(data).Transform(data).GetColumn<float[]>("Features")],
            actual = [.. embedded.GetColumn<float[]>("Features")];
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(TensorPrimitives.CosineSimilarity<float>(expected[i], actual[i]), 0.99999f, 1.00001f);
    }

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void Transform_EitherPixelFormat_KeepsColoursAndLaysAlphaOverWhite(MLPixelFormat format)
    {
        // Premultiplied: orange opaque, and a blue of alpha 51 that over white is (204, 204, 255).
        byte[] orange = format == MLPixelFormat.Bgra32 ? [0, 128, 255, 255] : [255, 128, 0, 255],
            veil = format == MLPixelFormat.Bgra32 ? [51, 0, 0, 51] : [0, 0, 51, 51];
        byte[] pixels = [.. Enumerable.Range(0, 64 * 64).SelectMany(i => i % 64 < 32 ? orange : veil)],
            rgb =

            [
                .. Enumerable
                    .Range(0, 64 * 64)
                    .SelectMany(i => i % 64 < 32 ? new byte[] { 255, 128, 0 } : [204, 204, 255]),
            ];
        using var image = MLImage.CreateFromPixels(64, 64, format, pixels);

        Assert.Equal(new ImageEmbedder(shapes.Backbone).EmbedPixels(rgb, 64, 64), Embedded(image));
    }

    [Fact]
    public void Transform_GreyFile_IsReadAsGrey()
    {
        string path = _folder.Write("grey.png", GreyPng());
        using var image = MLImage.CreateFromFile(path);

        float cosine = TensorPrimitives.CosineSimilarity<float>(
            new ImageEmbedder(shapes.Backbone).Embed(path),
            Embedded(image)
        );

        Assert.InRange(cosine, 0.9999f, 1.0001f);
    }

    [Fact]
    public void Transform_DisposedImage_SaysSo()
    {
        var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [0, 0, 0, 255]);
        image.Dispose();

        var error = Assert.Throws<ImageException>(() => Embedded(image));

        Assert.Contains("disposed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_NoImage_SaysSo() =>
        Assert.Contains(
            "no MLImage",
            Assert.Throws<ImageException>(() => Embedded(null)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Fit_ColumnOfNumbers_NamesColumnFoundAndExpected()
    {
        var error = Assert.Throws<InvalidInputException>(() => Embed("Features").Fit(Points.View(_ml)));

        Assert.Contains("'Features'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Vector<Single, 7>", error.Message, StringComparison.Ordinal);
        Assert.Contains("MLImage", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_TrainerOfManyPasses_ReadsEachImageOnce()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var counter = new CountingCache();

        Embed("ImagePath", new EmbeddingOptions { Cache = counter })
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 10))
            .Fit(data);

        Assert.Equal(2 * Shapes.PerClass, counter.Asked);
    }

    [Fact]
    public void Fit_NothingRemembered_ReadsOnEachPass()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var counter = new CountingCache();
        var embedded = _ml
            .Transforms.EmbedImages(
                "Features",
                "ImagePath",
                shapes.Backbone,
                new EmbeddingOptions { Cache = counter },
                rememberedImages: 0
            )
            .Fit(data)
            .Transform(data);

        _ = embedded.GetColumn<float[]>("Features").Count();
        _ = embedded.GetColumn<float[]>("Features").Count();

        Assert.Equal(4 * Shapes.PerClass, counter.Asked);
    }

    [Fact]
    public void Transform_MoreImagesThanRemembered_KeepsTheFirst()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var counter = new CountingCache();
        var embedded = _ml
            .Transforms.EmbedImages(
                "Features",
                "ImagePath",
                shapes.Backbone,
                new EmbeddingOptions { Cache = counter },
                rememberedImages: 30
            )
            .Fit(data)
            .Transform(data);

        _ = embedded.GetColumn<float[]>("Features").Count();
        _ = embedded.GetColumn<float[]>("Features").Count();

        // Threads in one batch may overshoot the bound by what they hold.
        Assert.InRange(counter.Asked, 4 * Shapes.PerClass - 30 - Environment.ProcessorCount, 4 * Shapes.PerClass - 30);
    }

    [Fact]
    public void Transform_FileChangedMeanwhile_IsEmbeddedAnew()
    {
        string path = _folder.File("a.png");
        string[] files = Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories);
        File.Copy(files[0], path);
        var data = _ml.Data.LoadFromEnumerable([new Photo { ImagePath = path }]);
        var embedded = Embed("ImagePath").Fit(data).Transform(data);
        float[] before = embedded.GetColumn<float[]>("Features").Single();
        File.Copy(files[^1], path, overwrite: true);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));

        Assert.NotEqual(before, embedded.GetColumn<float[]>("Features").Single());
    }

    private IEstimator<ITransformer> Embed(string column, EmbeddingOptions? options = null) =>
        _ml.Transforms.EmbedImages("Features", column, shapes.Backbone, options);

    private float[] Embedded(MLImage? image)
    {
        var data = _ml.Data.LoadFromEnumerable([new Picture { Image = image! }]);
        return Embed("Image").Fit(data).Transform(data).GetColumn<float[]>("Features").Single();
    }

    private static byte[] GreyPng()
    {
        using var ink = MLImage.CreateFromPixels(
            32,
            32,
            MLPixelFormat.Bgra32,
            [.. Enumerable.Range(0, 32 * 32).SelectMany(i => new byte[] { (byte)i, (byte)i, (byte)i, 255 })]
        );
        string path = Path.GetTempFileName() + ".png";
        ink.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private sealed class Picture
    {
        [ImageType(64, 64)]
        public MLImage Image { get; set; } = null!;
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    /// <summary>Remembers nothing and counts.</summary>
    private sealed class CountingCache : IEmbeddingCache
    {
        private int _asked;

        public int Asked => _asked;

        public bool TryGet(byte[] key, Span<float> embedding)
        {
            Interlocked.Increment(ref _asked);
            return false;
        }

        public void Add(EmbeddingSpace space, byte[] key, ReadOnlySpan<float> embedding) { }
    }
}
