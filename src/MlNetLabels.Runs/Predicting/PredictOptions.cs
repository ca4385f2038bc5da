using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>Which images <see cref="ImageRuns.Predict"/> answers, and with which model.</summary>
public sealed record PredictOptions
{
    /// <summary>The bundle to predict with (*.mlabels).</summary>
    public required string Model { get; init; }

    /// <summary>Keys one of which must have signed the bundle; null, the default, to take unsigned ones, too.</summary>
    public IReadOnlyList<BundleKey>? Trusted { get; init; }

    /// <summary>Images, or folders of images; at least one.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>
    /// Share of in-domain images that the domain check may reject, above 0 and below 1; null, the default, as trained.
    /// </summary>
    public double? RejectRate { get; init; }

    /// <summary>How images become embeddings.</summary>
    public EmbeddingSettings Embedding { get; init; } = new() { MaxFailures = FailureLimit.All };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Model);
        ArgumentNullException.ThrowIfNull(Images);
        ArgumentNullException.ThrowIfNull(Embedding);
        if (Images.Count == 0)
            throw new ArgumentException("Name at least one image or folder.", nameof(Images));
        if (RejectRate is not (null or (> 0 and < 1)))
            throw new ArgumentOutOfRangeException(nameof(RejectRate), RejectRate, "It lies above 0 and below 1.");
        Embedding.Validate();
    }
}
