namespace MlNetLabels.Evaluation;

/// <summary>Whether prediction sets of one head keep their promise on in-domain test images.</summary>
internal sealed record SetsRow
{
    /// <summary>"softmax" or "labels".</summary>
    public required string Head { get; init; }

    /// <summary>Share that may be missing: of images their class, or of an image's labels in the mean.</summary>
    public required double MissRate { get; init; }

    /// <summary>Test images that count: for labels those that have one.</summary>
    public required int Count { get; init; }

    /// <summary>Share that is missing; null without images.</summary>
    public double? Missing { get; init; }

    /// <summary>Mean number of classes or labels in a set.</summary>
    public double? MeanSize { get; init; }

    /// <summary>True where every set holds all, since too few images were held out to set a cut; else null.</summary>
    public bool? IsOff { get; init; }

    /// <summary>Classes that the promise is kept for each by itself.</summary>
    public IReadOnlyList<string>? OwnPromise { get; init; }
}
