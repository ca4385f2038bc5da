using Microsoft.Extensions.Logging;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>The log and the progress of one run, on stderr.</summary>
internal sealed class RunConsole(LogLevel minimum)
{
    /// <summary>What people want to read, or all of it.</summary>
    public RunConsole(bool verbose)
        : this(verbose ? LogLevel.Debug : LogLevel.Information) { }

    public ConsoleLog Log { get; } = new(minimum);

    public IProgress<WorkProgress> Progress { get; } =
        new ConsoleProgress(TimeProvider.System, StandardError.IsTerminal);

    /// <summary>Says once, before images are embedded, what that takes and leaves behind.</summary>
    public static void Announce(EmbeddingSettings settings)
    {
        string cache = settings.CacheFile is { } file
            ? $"embeddings are remembered in {file} (--no-cache: not at all)"
            : "embeddings are not remembered";
        StandardError.WriteLine($"{settings.Threads} threads; {cache}.");
    }
}
