using Microsoft.Extensions.Logging;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>The log and the progress of one run, on stderr.</summary>
/// <param name="minimum">The least that is shown.</param>
/// <param name="embedding">How it embeds, to be told before it begins to; null for what embeds nothing.</param>
/// <param name="saysOff">Whether the verb's own text says what is not at work in a model.</param>
internal sealed class RunConsole(LogLevel minimum, EmbeddingSettings? embedding = null, bool saysOff = false)
{
    /// <summary>What people want to read, or all of it.</summary>
    public RunConsole(bool verbose, EmbeddingSettings? embedding = null, bool saysOff = false)
        : this(verbose ? LogLevel.Debug : LogLevel.Information, embedding, saysOff) { }

    public ConsoleLog Log { get; } = new(minimum, saysOff);

    public IProgress<WorkProgress> Progress { get; } =
        embedding is null ? Plain() : new AnnouncedProgress(Plain(), embedding);

    private static ConsoleProgress Plain() => new(TimeProvider.System, StandardError.IsTerminal);
}
