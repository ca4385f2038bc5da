using Microsoft.Extensions.Logging;

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
}
