using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Reports.Tests;
using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

public sealed class CachedEmbeddingTests : IDisposable
{
    private const int Images = 24;

    private readonly TemporaryFolder _folder = new();
    private readonly Backbone _backbone = Backbone.Load("mobilenet-v3-small");
    private readonly string[] _paths;

    public CachedEmbeddingTests() =>
        _paths = [.. Enumerable.Range(0, Images).Select(i => _folder.Write($"{i}.png", Picture(i)))];

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Dispose();
    }

    private string File => _folder.File("embeddings.db");

    private static byte[] Picture(int seed) =>
        Convert.FromBase64String(SampleImage.Thumbnail(new Random(seed), 60).Split(',')[1]);

    [Fact]
    public void Embed_SecondRun_IsTheSameWithoutAnyCallOfTheBackbone()
    {
        var first = Embed(_paths, out _, out _);
        // From here on every call of the backbone throws.
        _backbone.Dispose();

        var second = Embed(_paths, out long hits, out long misses);

        Assert.Equal((Images, 0), (hits, misses));
        Assert.True(first.Embeddings.Span.SequenceEqual(second.Embeddings.Span));
        Assert.Equal(first.Contents, second.Contents);
    }

    [Fact]
    public void Embed_FilesRenamed_AreFoundAndFilesChangedAreNot()
    {
        Embed(_paths, out _, out _);
        string renamed = _folder.Write("another name.jpg", Picture(0)),
            changed = _folder.Write("1.png", [.. Picture(1), 0]);

        Embed([renamed, changed], out long hits, out long misses);

        Assert.Equal((1, 1), (hits, misses));
    }

    [Fact]
    public void Embed_FileThatCannotBeRead_IsTriedAgain()
    {
        string bad = _folder.Write("bad.png", Picture(0)[..60]);

        Assert.Single(Embed([bad], out _, out _).Skipped);
        var again = Embed([bad], out long hits, out _);

        Assert.Equal((0, bad), (hits, Assert.Single(again.Skipped).File));
        Assert.Equal(0, EmbeddingCache.Inspect(File).Embeddings);
    }

    [Fact]
    public void Embed_Cancelled_KeepsWhatWasDone()
    {
        using var stop = new CancellationTokenSource();
        var progress = new After(10, stop);
        using (var cache = EmbeddingCache.Open(File))
            Assert.ThrowsAny<OperationCanceledException>(() => Embedder(cache).Embed(_paths, progress, stop.Token));

        Embed(_paths, out long hits, out long misses);

        Assert.InRange(hits, 10, Images - 1);
        Assert.Equal(Images, hits + misses);
    }

    [Fact]
    public void Embed_Bytes_UsesTheCacheToo()
    {
        Embed(_paths, out _, out _);
        _backbone.Dispose();

        using var cache = EmbeddingCache.Open(File);

        Assert.Equal(CacheRows.Dimension, Embedder(cache).Embed(Picture(3)).Length);
    }

    private EmbeddingResult Embed(IReadOnlyList<string> paths, out long hits, out long misses)
    {
        using var cache = EmbeddingCache.Open(File);
        var result = Embedder(cache).Embed(paths);
        (hits, misses) = (cache.Hits, cache.Misses);
        return result;
    }

    private ImageEmbedder Embedder(EmbeddingCache cache) =>
        new(_backbone, new EmbeddingOptions { Threads = 3, Cache = cache });

    private sealed class After(int images, CancellationTokenSource stop) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done == images)
                stop.Cancel();
        }
    }
}
