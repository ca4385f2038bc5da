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
                    .Where(i => i.Value is { Low: not null, High: not null } && !IsEce(i.Key))
                    .ToDictionary(
                        i => i.Key,
                        i => new ConfidenceInterval(i.Value.Low!.Value, i.Value.High!.Value, i.Value.Level)
                    ),
            },
        };

    // Calibration error lies above the truth by chance, and more so in resamples: such an interval misses it.
    private static bool IsEce(string name) => name == "ece" || name.EndsWith(".ece", StringComparison.Ordinal);
}
