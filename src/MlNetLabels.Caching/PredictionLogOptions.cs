namespace MlNetLabels.Caching;

/// <summary>How much a log of predictions keeps, and who is told when it cannot. Immutable and thread-safe.</summary>
public sealed record PredictionLogOptions
{
    /// <summary>Most predictions that are kept; beyond it the oldest go. 100,000 by default.</summary>
    public long MaxRows { get; init; } = 100_000;

    /// <summary>
    /// Most bytes that they may take on disk; beyond it the oldest go. 1 GiB by default: some 200,000 predictions of ten
    /// classes and 576 dimensions without images.
    /// </summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Whether images are kept, too. False by default.</summary>
    public bool KeepImages { get; init; }

    /// <summary>
    /// Told, from any thread, where predictions cannot be kept: a sentence that says why and what to do; once until they
    /// can be kept again. Nobody by default.
    /// </summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
