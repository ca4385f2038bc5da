using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Embedding;

public sealed class ImageEmbedderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Backbone _backbone = Backbone.Load("mobilenet-v3-small");

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Dispose();
    }

    private static byte[] Picture(int seed) => TestImages.Png(TestImages.Scene(60 + seed, 50), 60 + seed, 50);

    [Fact]
    public void Embed_PathBytesAndMany_GiveTheSameBits()
    {
        string path = _folder.Write("a.png", Picture(1));
        var embedder = new ImageEmbedder(_backbone);

        float[] fromPath = embedder.Embed(path);

        Assert.Equal(fromPath, embedder.Embed(Picture(1)));
        Assert.Equal(fromPath, embedder.Embed([path]).Embeddings.Row(0).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Embed_GoodAndBadFiles_KeepsTheOrderAndListsTheBadWithTheirReasons(int threads)
    {
        string[] paths =
        [
            .. Enumerable.Range(0, 40).Select(i => _folder.Write($"{i}.png", i % 8 == 3 ? [1, 2, 3] : Picture(i))),
        ];

        var result = new ImageEmbedder(_backbone, new EmbeddingOptions { Threads = threads }).Embed(paths);

        Assert.Equal(Enumerable.Range(0, 40).Where(i => i % 8 != 3), result.Rows);
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => paths[8 * i + 3])], result.Skipped.Select(s => s.File));
        Assert.All(result.Skipped, s => Assert.StartsWith("not an image", s.Reason, StringComparison.Ordinal));
        for (int row = 0; row < result.Rows.Count; row++)
        {
            byte[] content = Picture(result.Rows[row]);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), result.Contents[row]);
            Assert.Equal(new ImageEmbedder(_backbone).Embed(content), result.Embeddings.Row(row).ToArray());
        }
    }

    [Fact]
    public void Embed_JpegWithoutItsEnd_IsTakenAndNoted()
    {
        byte[] jpeg = TestImages.Jpeg(TestImages.Scene(60, 50), 60, 50);
        string whole = _folder.Write("whole.jpg", jpeg),
            cut = _folder.Write("cut.jpg", jpeg[..^2]);
        var notes = new List<string>();

        var result = new ImageEmbedder(_backbone, new EmbeddingOptions { Threads = 1, Warn = notes.Add }).Embed([
            whole,
            cut,
        ]);

        Assert.Equal(result.Embeddings.Row(0).ToArray(), result.Embeddings.Row(1).ToArray());
        Assert.StartsWith(cut + ": its last two bytes", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_NoPaths_GivesNoRows()
    {
        var result = new ImageEmbedder(_backbone).Embed(Array.Empty<string>());

        Assert.Equal((0, _backbone.Dimension), (result.Embeddings.Rows, result.Embeddings.Columns));
        Assert.Empty(result.Skipped);
    }

    [Fact]
    public void Embed_ImageThatTakesTooLong_IsListedAndTheOthersAreEmbedded()
    {
        string[] paths = [_folder.Write("0.png", Picture(0)), _folder.Write("1.png", Picture(1))];
        var known = new ImageEmbedder(_backbone).Embed(paths[1]);
        using (var cache = EmbeddingCache.Open(_folder.File("cache.db")))
            new ImageEmbedder(_backbone, new EmbeddingOptions { Cache = cache }).Embed(paths[1]);
        using var remembering = EmbeddingCache.Open(_folder.File("cache.db"));

        // No machine decodes within a tick, and what is remembered is not decoded.
        var result = new ImageEmbedder(
            _backbone,
            new EmbeddingOptions { Cache = remembering, Timeout = TimeSpan.FromTicks(1) }
        ).Embed(paths);

        Assert.Equal([1], result.Rows);
        Assert.Equal(known, result.Embeddings.Row(0).ToArray());
        var skipped = Assert.Single(result.Skipped);
        Assert.Equal(paths[0], skipped.File);
        Assert.StartsWith("took longer than ", skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_Cancelled_ThrowsAndListsNothing() =>
        Assert.Throws<OperationCanceledException>(() =>
            new ImageEmbedder(_backbone).Embed(
                [_folder.Write("a.png", Picture(0))],
                cancellationToken: new CancellationToken(canceled: true)
            )
        );

    [Fact]
    public void Embed_BadBytes_SaysWhy() =>
        Assert.Contains(
            "not an image",
            Assert.Throws<ImageException>(() => new ImageEmbedder(_backbone).Embed("no"u8)).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void Options_Defaults_AreTenSecondsAnImageAndAThreadACore() =>
        Assert.Equal(
            (TimeSpan.FromSeconds(10), Environment.ProcessorCount),
            (new EmbeddingOptions().Timeout, new EmbeddingOptions().Threads)
        );
}
