using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Building;

/// <summary>One head's metrics with the intervals that could be given.</summary>
internal static class HeadBuilder
{
    public static HeadReport<TMetrics> Build<TMetrics>(
        TMetrics? validation,
        TMetrics? outOfFold,
        TMetrics test,
        IReadOnlyDictionary<string, BootstrapInterval> intervals
    )
        where TMetrics : class =>
        new()
        {
            Validation = validation,
            OutOfFold = outOfFold,
            Test = test,
            Intervals = new HeadIntervals
            {
                Test = intervals
                    .Where(i => i.Value is { Low: not null, High: not null })
                    .ToDictionary(
                        i => i.Key,
                        i => new ConfidenceInterval(i.Value.Low!.Value, i.Value.High!.Value, i.Value.Level)
                    ),
            },
        };
}
