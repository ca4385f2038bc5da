using MlNetLabels.Caching;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Says once, when the first work begins, what embedding takes and leaves behind; what is refused before says nothing
/// of it.
/// </summary>
internal sealed class AnnouncedProgress(IProgress<WorkProgress> progress, EmbeddingSettings settings)
    : IProgress<WorkProgress>
{
    private readonly Lock _lock = new();
    private bool _isTold;

    public void Report(WorkProgress value)
    {
        // Others wait, so that it comes first.
        lock (_lock)
        {
            if (!_isTold)
                Tell();
            _isTold = true;
        }
        progress.Report(value);
    }

    private void Tell()
    {
        string cache =
            settings.CacheFile is { } file && IsWritable(file, settings.MaxCacheBytes)
                ? $"embeddings are remembered in {file} (--no-cache: not at all)"
                : "embeddings are not remembered";
        StandardError.WriteLine($"{Counted.Of(settings.Threads, "thread")}; {cache}.");
    }

    // Where it is not, a note says so.
    private static bool IsWritable(string file, long maxBytes)
    {
        bool isWritable = true;
        using var cache = EmbeddingCache.Open(file, new() { MaxBytes = maxBytes, Warn = _ => isWritable = false });
        return isWritable;
    }
}
