using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// What a run does, as a JSON object a line on stdout, for whoever builds a window on it; the log goes to stderr as well.
/// </summary>
internal sealed class EventStream(RunConsole console) : ILogger, IProgress<WorkProgress>
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private string? _stage;
    private int _done;
    private bool _isOver;
    private long _start,
        _last;

    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            bool isAgain = _isOver && value.Done == 0;
            if (value.Phase != _stage || isAgain)
            {
                (_stage, _done, _isOver, _start, _last) = (value.Phase, 0, false, Now(), Now());
                Write(
                    new()
                    {
                        Event = "begun",
                        Stage = value.Phase,
                        Total = value.Total,
                    }
                );
            }
            // Many threads report, and not in order.
            if (_isOver || value.Done < _done || (value.Done == 0 && _done == 0))
                return;
            _done = value.Done;
            _isOver = value.Done == value.Total;
            if (!_isOver && TimeProvider.System.GetElapsedTime(_last) < s_every)
                return;
            _last = Now();
            double seconds = TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
            Write(
                new()
                {
                    Event = _isOver ? "done" : "progress",
                    Stage = value.Phase,
                    Done = value.Done,
                    Total = value.Total,
                    Seconds = Math.Round(seconds, 3),
                    SecondsLeft = Math.Round(seconds / Math.Max(1, value.Done) * (value.Total - value.Done), 1),
                }
            );
        }
    }

    /// <summary>The last line: what came of it.</summary>
    public void Decided(RetrainResult result) =>
        Write(
            new()
            {
                Event = "decision",
                Text = result.DryRun,
                Run = result.Run,
            }
        );

    public bool IsEnabled(LogLevel logLevel) => console.Log.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        console.Log.Log(logLevel, eventId, state, exception, formatter);
        if (console.Log.IsEnabled(logLevel))
            Write(new() { Event = logLevel >= LogLevel.Warning ? "note" : "log", Text = formatter(state, exception) });
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    private static long Now() => TimeProvider.System.GetTimestamp();

    private void Write(RunEvent what)
    {
        lock (_lock)
        {
            Console.Out.WriteLine(
                JsonSerializer.Serialize(what with { At = DateTimeOffset.UtcNow }, EventJson.Default.RunEvent)
            );
            Console.Out.Flush();
        }
    }
}

/// <summary>One line: a stage begun, on its way (progress) or done, a note, a line of the log, or the decision.</summary>
internal sealed record RunEvent
{
    public required string Event { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Stage { get; init; }

    public int? Done { get; init; }

    public int? Total { get; init; }

    public double? Seconds { get; init; }

    public double? SecondsLeft { get; init; }

    public string? Text { get; init; }

    public RunRecord? Run { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RunEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
