using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Says once, when the first work begins, what embedding takes and leaves behind; what is refused before says nothing
/// of it.
/// </summary>
internal sealed class AnnouncedProgress(IProgress<WorkProgress> progress, EmbeddingSettings settings)
    : IProgress<WorkProgress>
{
    private int _isTold;

    public void Report(WorkProgress value)
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            string cache = settings.CacheFile is { } file
                ? $"embeddings are remembered in {file} (--no-cache: not at all)"
                : "embeddings are not remembered";
            StandardError.WriteLine($"{settings.Threads} threads; {cache}.");
        }
        progress.Report(value);
    }
}
