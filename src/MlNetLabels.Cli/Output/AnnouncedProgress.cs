using MlNetLabels.Data;
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
            settings.CacheFile is { } file && IsWritable(file)
                ? $"embeddings are remembered in {file} (--no-cache: not at all)"
                : "embeddings are not remembered";
        StandardError.WriteLine($"{Counted.Of(settings.Threads, "thread")}; {cache}.");
    }

    // Where it is not, a note has said so.
    private static bool IsWritable(string file)
    {
        try
        {
            OutputPlace.Check(file);
            return !File.Exists(file) || IsDatabase(file);
        }
        catch (Exception error) when (error is IOException or InvalidInputException)
        {
            return false;
        }
    }

    private static bool IsDatabase(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> head = stackalloc byte[15];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == 0 || head[..read].SequenceEqual("SQLite format 3"u8);
    }
}
