using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Embedding;

public sealed class EmbedAsyncTests : IDisposable
{
    private static readonly byte[] Picture = TestImages.Png(TestImages.Scene(61, 50), 61, 50);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EmbedAsync_AnyWayIn_GivesTheBitsOfEmbed()
    {
        var embedder = new ImageEmbedder(Bundled.Backbone);
        string path = _folder.Write("a.png", Picture);
        float[] expected = embedder.Embed(Picture, Token);

        Assert.Equal(expected, embedder.Embed(new ForwardStream(new MemoryStream(Picture)), Token));
        Assert.Equal(expected, await embedder.EmbedAsync(path, Token));
        Assert.Equal(expected, await embedder.EmbedAsync(Picture, Token));
        Assert.Equal(expected, await embedder.EmbedAsync(new MemoryStream(Picture), Token));
        Assert.Equal(expected, await embedder.EmbedAsync(new ForwardStream(new MemoryStream(Picture)), Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EmbedAsync_MoreThanAllowed_IsRefusedUnread(bool canSeek)
    {
        var options = new EmbeddingOptions { Images = new ImageOptions { MaxBytes = 5000 } };
        var embedder = new ImageEmbedder(Bundled.Backbone, options);
        Stream stream = new MemoryStream(new byte[1_000_000]);

        var error = await Assert.ThrowsAsync<ImageException>(() =>
            embedder.EmbedAsync(canSeek ? stream : new ForwardStream(stream), Token)
        );

        Assert.Contains("larger than the limit of 5000 bytes", error.Reason, StringComparison.Ordinal);
        Assert.InRange(stream.Position, 0, canSeek ? 0 : 7000);
    }

    [Fact]
    public async Task EmbedAsync_CancelledWhileTheStreamWaits_Ends()
    {
        using var source = new CancellationTokenSource();
        var waiting = new ImageEmbedder(Bundled.Backbone).EmbedAsync(new SilentStream(), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Embed_Cancelled_Throws()
    {
        var embedder = new ImageEmbedder(Bundled.Backbone);
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => embedder.Embed(Picture, cancelled));
        Assert.Throws<OperationCanceledException>(() => embedder.Embed(_folder.Write("a.png", Picture), cancelled));
        Assert.Throws<OperationCanceledException>(() => embedder.Embed(new MemoryStream(Picture), cancelled));
    }

    [Fact]
    public void Embed_LibraryAlone_ChangesNothingOfTheProcess()
    {
        Assert.NotEmpty(new ImageEmbedder(Bundled.Backbone).Embed(Picture, Token));

        Assert.False(NativeHeap.KeepsFreedMemory);
        Assert.Null(Environment.GetEnvironmentVariable("ORT_DISABLE_TELEMETRY"));
    }

    /// <summary>Gives nothing until it is cancelled.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
    }
}
