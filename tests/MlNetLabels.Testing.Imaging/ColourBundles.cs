using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Models;

namespace MlNetLabels.Testing.Imaging;

/// <summary>
/// Two bundles on the bundled backbone that tell red pictures from blue ones, one in English and one in German, so that
/// an answer shows which of them it is from.
/// </summary>
public sealed class ColourBundles : IDisposable
{
    private const int Side = 40,
        PicturesOfEach = 24;

    private readonly TemporaryFolder _folder = new();

    public ColourBundles()
    {
        Save(English, "red", "blue");
        Save(German, "rot", "blau");
        Save(Unchecked, "red", "blue", rejectRate: 0.001);
    }

    public string English => _folder.File("english.mlabels");

    public string German => _folder.File("german.mlabels");

    /// <summary>One whose domain check is off.</summary>
    public string Unchecked => _folder.File("unchecked.mlabels");

    /// <summary>The English one with pictures of what it was trained on.</summary>
    public string Illustrated => _folder.File("illustrated.mlabels");

    /// <summary>A picture of its own for each seed.</summary>
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

    private void Save(string bundle, string red, string blue, double rejectRate = 0.05)
    {
        string photos = Path.GetFileNameWithoutExtension(bundle);
        for (int i = 0; i < PicturesOfEach; i++)
        {
            _folder.Write($"{photos}/{red}/{i}.png", Picture(i, isRed: true));
            _folder.Write($"{photos}/{blue}/{i}.png", Picture(i, isRed: false));
        }
        var data = new ImageEmbedder(Bundled.Backbone).Embed(DatasetReader.Read(_folder.File(photos)));
        var model = new ModelTrainer(
            new TrainerOptions
            {
                Heads = new() { L2 = 0.01 },
                RejectRate = rejectRate,
            }
        ).Fit(data, Splitter.Divide(data), Bundled.Backbone.ToReference(), DateTimeOffset.UnixEpoch);
        model.Save(bundle);
        if (bundle == English)
            model
                .WithPictures(data, path => ImageLoader.CreateThumbnail(path, Side, new ImageOptions()))
                .Save(Illustrated);
    }
}
