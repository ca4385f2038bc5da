using System.Numerics.Tensors;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.Imaging.Tests.Images;

/// <summary>
/// A damaged picture is refused, or its embedding is near that of the whole, in each format and layout: a share of what
/// the fuzzer's <c>layouts</c> does.
/// </summary>
public sealed class LayoutTests
{
    // What the issue asks for.
    private const double Near = 0.98;

    // LZW has no check sum: a code that became another of the same length changes what refers to it.
    private const double NearByLength = 0.9;

    private const int Places = 25,
        AllPlaces = 200;

    // Whatever bytes stand there are pixels to them: nothing tells damage from another picture.
    private static readonly string[] Unchecked =
    [
        "none",
        "jpeg",
        "webp",
        "grey",
        "alpha",
        "CMYK",
        "big",
        "1 bit",
        "JPEG",
        "WebP",
    ];

    private static readonly ImageEmbedder Embedder = new(Bundled.Backbone);

    public static TheoryData<string> Kinds => [.. PictureKinds.All.Keys.Where(k => !IsRefused(k))];

    public static TheoryData<string> Checked =>
        [
            .. PictureKinds.All.Keys.Where(k =>
                !IsRefused(k)
                && (k.StartsWith("PNG", StringComparison.Ordinal) || !Unchecked.Any(k.Contains) || IsAvif(k))
            ),
        ];

    private static bool IsRefused(string kind) => kind.StartsWith("TIFF planes in tiles", StringComparison.Ordinal);

    private static bool IsAvif(string kind) => kind.StartsWith("AVIF", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Embed_Cut_IsRefusedOrNear(string kind) => Damaged(kind, "cut", Places);

    [Theory]
    [MemberData(nameof(Checked))]
    public void Embed_AByteTurnedOver_IsRefusedOrNear(string kind) => Damaged(kind, "flip", Places);

    [Theory]
    [MemberData(nameof(Checked))]
    public void Embed_ATwentiethOverwritten_IsRefusedOrNear(string kind) => Damaged(kind, "zeros", Places);

    [Theory]
    [InlineData("JPEG grey")]
    [InlineData("JPEG restarts")]
    [InlineData("JPEG progressive")]
    [InlineData("JPEG restarts progressive")]
    public void Embed_ATwentiethOfAJpegOverwritten_IsRefused(string kind)
    {
        Assert.SkipUnless(
            System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated,
            "Without vectors of eight floats JPEGs are read by libvips alone, which goes on after more."
        );
        Damaged(kind, "zeros", Places);
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(Kinds))]
    public void Embed_CutAtEveryPlace_IsRefusedOrNear(string kind) => Damaged(kind, "cut", AllPlaces);

    [Theory]
    [InlineData("TIFF planes in tiles none")]
    [InlineData("TIFF planes in tiles deflate")]
    public void Embed_LayoutThatIsNotRead_SaysSoAndNotDamaged(string kind) =>
        Assert.Equal(
            "TIFF of tiles with each colour apart, which are not read here: convert it to JPEG or PNG",
            Assert.Throws<ImageException>(() => Embedder.Embed(PictureKinds.All[kind])).Reason
        );

    private static void Damaged(string kind, string damage, int places)
    {
        byte[] file = PictureKinds.All[kind];
        float[] whole = Embedder.Embed(file);
        bool byLength =
            kind.Contains("lzw", StringComparison.Ordinal) || kind.Contains("predictor", StringComparison.Ordinal);
        for (int place = 0; place < places; place++)
            if (Cosine(whole, Damage.Of(file, damage, place, places)) is { } cosine)
                Assert.True(cosine >= (byLength ? NearByLength : Near), $"{damage} at place {place}: {cosine}");
    }

    private static float? Cosine(float[] whole, byte[] damaged)
    {
        try
        {
            return TensorPrimitives.CosineSimilarity(whole, Embedder.Embed(damaged));
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
