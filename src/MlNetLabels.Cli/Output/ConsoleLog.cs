using Microsoft.Extensions.Logging;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Output;

/// <summary>What a run logs, as lines on stderr; warnings start with "note: ".</summary>
/// <param name="minimum">Below it nothing is shown.</param>
/// <param name="saysOff">Whether what is not at work in a model is left to the verb's own text.</param>
internal sealed class ConsoleLog(LogLevel minimum, bool saysOff) : ILogger
{
    private int _heldBack;

    /// <summary>Warnings that were not shown.</summary>
    public int HeldBack => _heldBack;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning || logLevel >= minimum;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (saysOff && eventId.Name == nameof(Model.SwitchedOff))
            return;
        if (logLevel < minimum)
        {
            if (logLevel >= LogLevel.Warning)
                Interlocked.Increment(ref _heldBack);
            return;
        }
        string message = formatter(state, exception);
        if (logLevel >= LogLevel.Warning)
            StandardError.Note(message);
        else
            StandardError.WriteLine(message);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
