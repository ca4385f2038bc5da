using MlNetLabels.Models;

namespace MlNetLabels.Embedding;

/// <summary>
/// Keeps predictions, for later questions and as what to label next. Called from many threads at once; neither waits nor
/// fails: what cannot be kept is counted.
/// </summary>
public interface IPredictionLog
{
    /// <summary>Whether images are kept, too; where not, nobody need copy them.</summary>
    bool KeepsImages { get; }

    /// <summary>Predictions that were kept.</summary>
    long Kept { get; }

    /// <summary>Predictions that were not, since too many waited or the file could not be written.</summary>
    long Dropped { get; }

    /// <summary>Keeps a prediction soon.</summary>
    void Add(LoggedPrediction entry);
}

/// <summary>One prediction as a log keeps it.</summary>
public sealed record LoggedPrediction
{
    /// <summary>Its place in the log, rising from 1; 0 before it has one.</summary>
    public long Number { get; init; }

    /// <summary>When it was answered, UTC, to the millisecond; <see cref="DateTimeOffset.MinValue"/> for now.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Which bundle it was: the first 12 hexadecimal digits of its SHA-256.</summary>
    public required string Version { get; init; }

    /// <summary>What the caller calls the image; null where that was not said.</summary>
    public string? Id { get; init; }

    /// <summary>Verdict and all scores.</summary>
    public required Prediction Prediction { get; init; }

    /// <summary>What the backbone made of the image.</summary>
    public required ReadOnlyMemory<float> Embedding { get; init; }

    /// <summary>The image's bytes; null where they are not kept.</summary>
    public ReadOnlyMemory<byte>? Image { get; init; }
}
