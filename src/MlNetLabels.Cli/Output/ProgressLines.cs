namespace MlNetLabels.Cli.Output;

/// <summary>Progress for logs and pipes: a plain line every few seconds and one at the end.</summary>
internal sealed class ProgressLines(string phase, TimeProvider time) : IProgress<WorkProgress>
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();

    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            bool isEnd = value.Done == value.Total;
            if (!isEnd && time.GetElapsedTime(_last) < s_every)
                return;
            _last = time.GetTimestamp();
            double seconds = Math.Max(time.GetElapsedTime(_start).TotalSeconds, 1e-3),
                rate = value.Done / seconds;
            string left = isEnd
                ? FormattableString.Invariant($"took {seconds:f1} s")
                : FormattableString.Invariant($"{(value.Total - value.Done) / rate:f0} s left");
            Talk.Say(FormattableString.Invariant($"{phase}: {value.Done} of {value.Total}, {rate:f0}/s, {left}"));
        }
    }
}
