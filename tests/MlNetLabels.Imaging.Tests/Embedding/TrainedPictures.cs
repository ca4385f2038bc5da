using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Embedding;

/// <summary>A bundle that tells red pictures from blue ones, trained once on the bundled backbone.</summary>
public sealed class TrainedPictures : IDisposable
{
    private const int Side = 40;

    private readonly TemporaryFolder _folder = new();

    public TrainedPictures()
    {
        for (int i = 0; i < 24; i++)
        {
            _folder.Write($"photos/red/{i}.png", Picture(i, isRed: true));
            _folder.Write($"photos/blue/{i}.png", Picture(i, isRed: false));
        }
        var data = new ImageEmbedder(Bundled.Backbone).Embed(DatasetReader.Read(_folder.File("photos")));
        Model = new ModelTrainer(new TrainerOptions { Heads = new() { L2 = 0.01 } }).Fit(
            data,
            Splitter.Divide(data),
            Bundled.Backbone.ToReference(),
            DateTimeOffset.UnixEpoch
        );
        Model.Save(Bundle);
    }

    public Model Model { get; }

    public string Bundle => _folder.File("pictures.mlabels");

    /// <summary>A picture that training saw, as a file.</summary>
    public string RedFile => _folder.File("photos", "red", "3.png");

    public static byte[] Picture(int seed, bool isRed)
    {
        var random = new Random(seed);
        var pixels = new byte[3 * Side * Side];
        random.NextBytes(pixels);
        for (int i = 0; i < pixels.Length; i += 3)
            pixels[i + (isRed ? 0 : 2)] = 255;
        return TestImages.Png(pixels, Side, Side);
    }

    public void Dispose() => _folder.Dispose();
}
