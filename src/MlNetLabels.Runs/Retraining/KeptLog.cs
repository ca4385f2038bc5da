using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MlNetLabels.Runs.Retraining;

/// <summary>Keeps what is logged, for the run's <c>log.txt</c>, and passes it on.</summary>
internal sealed class KeptLog(ILogger inner) : ILogger
{
    public const string FileName = "log.txt";

    private readonly StringBuilder _lines = new();

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (inner.IsEnabled(logLevel))
            inner.Log(logLevel, eventId, state, exception, formatter);
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {logLevel} {formatter(state, exception)}\n"
        );
        lock (_lines)
            _lines.Append(line);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public override string ToString()
    {
        lock (_lines)
            return _lines.ToString();
    }
}
