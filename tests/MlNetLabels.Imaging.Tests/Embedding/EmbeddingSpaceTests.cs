using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Embedding;

public sealed class EmbeddingSpaceTests
{
    private static readonly float[] s_known = [0.5157f, 0.8069f, 0.4604f, 0.4171f, 0.6453f];

    [Fact]
    public void Key_AnotherBackbonePreprocessingOrOption_IsAnother()
    {
        using var folder = new TemporaryFolder();
        string card = SmallOnnx.Card("scores");
        string[] cards =
        [
            card,
            SmallOnnx.Card("features"),
            card.Replace("\"mean\": [0, 0, 0]", "\"mean\": [0, 0, 0.5]", StringComparison.Ordinal),
            card.Replace("\"std\": [1, 1, 1]", "\"std\": [1, 2, 1]", StringComparison.Ordinal),
            card.Replace("cropCentre", "squeeze", StringComparison.Ordinal),
            card.Replace("0.875", "0.75", StringComparison.Ordinal),
        ];
        string KeyOf(Backbone backbone, ImageOptions images) =>
            Convert.ToHexString(new EmbeddingSpace(backbone, images).Key(new byte[32]));

        string[] keys =
        [
            KeyOf(Bundled.Backbone, ImageOptions.Default),
            KeyOf(Bundled.Backbone, new ImageOptions { MaxPixels = 1000 }),
            KeyOf(Bundled.Backbone, new ImageOptions { AllowSvg = true }),
            .. cards.Select(c =>
            {
                using var backbone = SmallOnnx.Load(folder, SmallOnnx.Model(), c);
                return KeyOf(backbone, ImageOptions.Default);
            }),
        ];

        Assert.Equal(9, keys.Distinct().Count());
    }

    [Fact]
    public void Key_SameBackboneLoadedAgain_IsTheSame()
    {
        using var again = Backbone.Load(Bundled.Name);

        Assert.Equal(
            new EmbeddingSpace(Bundled.Backbone, ImageOptions.Default).Key(new byte[32]),
            new EmbeddingSpace(again, new ImageOptions { MaxBytes = 5 }).Key(new byte[32])
        );
    }

    [Fact]
    public void Load_KnownImage_GivesTheValuesOfThisVersion()
    {
        float[] tensor = TestImages.Load(TestImages.Png(TestImages.Scene(300, 200), 300, 200));

        // Where these change by more than rounding, raise ImageLoader.Version: remembered embeddings are of the old
        // values.
        float[] known = [.. new[] { 0, 500, 1023, 1500, 2500 }.Select(i => tensor[i])];
        Assert.Equal(s_known, known, (a, b) => Math.Abs(a - b) < 2e-3);
    }
}
