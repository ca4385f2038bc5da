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
    private int _isTold;

    public void Report(WorkProgress value)
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
        {
            string cache =
                settings.CacheFile is { } file && IsWritable(file)
                    ? $"embeddings are remembered in {file} (--no-cache: not at all)"
                    : "embeddings are not remembered";
            StandardError.WriteLine($"{settings.Threads} threads; {cache}.");
        }
        progress.Report(value);
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
