using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MlNetLabels.Runs.Tests;

/// <summary>Keeps what a run logs and reports.</summary>
internal sealed class Listener(Action<WorkProgress>? onProgress = null) : ILogger, IProgress<WorkProgress>
{
    public ConcurrentQueue<(LogLevel Level, string Message)> Logged { get; } = [];

    public ConcurrentQueue<WorkProgress> Reported { get; } = [];

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Logged.Enqueue((logLevel, formatter(state, exception)));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Report(WorkProgress value)
    {
        Reported.Enqueue(value);
        onProgress?.Invoke(value);
    }
}
