using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet;
using MlNetLabels.Testing;
using MlNetLabels.Testing.Imaging;

namespace MlNetLabels.Tests;

/// <summary>A network that a test writes, in ML.NET by its card.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EmbedImages_ACardOfOnesOwn_GivesTheNetworksOutput()
    {
        using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Bytes(), SmallOnnx.Card("scores"));
        using var red = MLImage.CreateFromPixels(
            SmallOnnx.Side,
            SmallOnnx.Side,
            MLPixelFormat.Rgba32,
            [.. Enumerable.Range(0, SmallOnnx.Side * SmallOnnx.Side).SelectMany(_ => new byte[] { 255, 0, 0, 255 })]
        );
        string path = _folder.File("rot.png");
        red.Save(path);
        var data = _ml.Data.LoadFromEnumerable([new Photo { ImagePath = path }]);
        var fitted = _ml.Transforms.EmbedImages("Features", "ImagePath", backbone).Fit(data);

        var loaded = _ml.Model.LoadPipeline(fitted.SaveTo(_folder, data.Schema), out _, backbone);

        float[] embedding = fitted.Transform(data).GetColumn<float[]>("Features").Single();
        Assert.Equal(embedding, loaded.Transform(data).GetColumn<float[]>("Features").Single());
        // Constant planes pass convolution and mean as they are: weights times the normalised colour, then ReLU.
        var p = backbone.Card.Preprocessing;
        double[] colour = [.. new double[] { 1, 0, 0 }.Select((c, i) => (c - p.Mean[i]) / p.Std[i])];
        double Unit(int k, double bias) =>
            Math.Max(0, bias + Enumerable.Range(0, 3).Sum(c => SmallOnnx.Weights[3 * k + c] * colour[c]));
        Assert.Equal(Unit(0, 0.5), embedding[0], 1e-4);
        Assert.Equal(Unit(1, -0.25), embedding[1], 1e-4);
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }
}
