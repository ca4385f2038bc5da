namespace MlNetLabels.Metrics;

/// <summary>How to resample.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of resamples; 1000 by default, at least 1.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Share of resamples between an interval's ends; 0.95 by default, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>
    /// Where the random numbers start; 0 by default. The same seed gives the same bits, whatever the number of threads.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>Most threads at work; -1, the default, for as many as there are cores.</summary>
    public int Threads { get; init; } = -1;
}
