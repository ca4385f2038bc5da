namespace MlNetLabels.Cli.Output;

/// <summary>
/// How far a run has come, with rate and remaining time: on a terminal one line that is written over, in logs and pipes
/// a line every few seconds, and either way one at the end of what took a while.
/// </summary>
/// <param name="time">Measures.</param>
/// <param name="isTerminal">Whether a line can be written over.</param>
internal sealed class ConsoleProgress(TimeProvider time, bool isTerminal) : IProgress<WorkProgress>
{
    private static readonly TimeSpan s_lineEvery = TimeSpan.FromSeconds(5),
        s_statusEvery = TimeSpan.FromMilliseconds(100),
        s_worthTelling = TimeSpan.FromSeconds(1);
    private const int BarWidth = 20;

    private readonly Lock _lock = new();
    private string? _phase;
    private long _start,
        _last;
    private int _done;

    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            if (value.Phase != _phase)
                Begin(value);
            // Many threads report, and not in order.
            if (value.Done < _done || (value.Total > 1 && value.Done == 0))
                return;
            _done = value.Done;
            if (value.Done == value.Total)
                End(value);
            else if (time.GetElapsedTime(_last) >= (isTerminal ? s_statusEvery : s_lineEvery))
                Show(value);
        }
    }

    private void Begin(WorkProgress value)
    {
        (_phase, _done) = (value.Phase, 0);
        _start = _last = time.GetTimestamp();
        if (isTerminal)
            StandardError.ShowStatus($"{value.Phase} ...");
        else if (value is { Total: 1, Done: 0 })
            StandardError.WriteLine($"{value.Phase} ...");
    }

    private void Show(WorkProgress value)
    {
        _last = time.GetTimestamp();
        double seconds = Seconds(),
            rate = value.Done / seconds,
            left = (value.Total - value.Done) / Math.Max(rate, 1e-9);
        string said = FormattableString.Invariant(
            $"{value.Phase}: {value.Done} of {value.Total}, {rate:f0}/s, {left:f0} s left"
        );
        if (!isTerminal)
        {
            StandardError.WriteLine(said);
            return;
        }
        int filled = (int)((long)BarWidth * value.Done / value.Total);
        StandardError.ShowStatus($"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {said}");
    }

    private void End(WorkProgress value)
    {
        _phase = null;
        if (isTerminal)
            StandardError.ClearStatus();
        bool isStep = value.Total == 1;
        // In a pipe a step is told when it begins, on a terminal only where it took a while.
        if (isTerminal ? time.GetElapsedTime(_start) < s_worthTelling : isStep)
            return;
        StandardError.WriteLine(
            isStep
                ? FormattableString.Invariant($"{value.Phase}: took {Seconds():f1} s")
                : FormattableString.Invariant(
                    $"{value.Phase}: {value.Done} of {value.Total}, {value.Done / Seconds():f0}/s, took {Seconds():f1} s"
                )
        );
    }

    private double Seconds() => Math.Max(time.GetElapsedTime(_start).TotalSeconds, 1e-3);
}
