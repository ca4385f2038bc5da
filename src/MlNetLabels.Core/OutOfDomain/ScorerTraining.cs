using MlNetLabels.Data;

namespace MlNetLabels.OutOfDomain;

/// <summary>In-domain training images with what is known of them. Scores that need no truth ignore it.</summary>
internal sealed record ScorerTraining
{
    /// <summary>The training images; at least one.</summary>
    public required ScorerInput Input { get; init; }

    /// <summary>One class index per image, 0 or more; null for label data.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Truth of the label heads, one row per image; read where <see cref="Classes"/> is null.</summary>
    public LabelMatrix? Labels { get; init; }

    /// <summary>
    /// The same images in folds, for scores that compare others and so need to know how far those spread on images that
    /// they were not fitted on; null, or giving null, where images are too few to say. They never set a cut.
    /// </summary>
    public Func<CancellationToken, IReadOnlyList<InnerFold>?>? InnerFolds { get; init; }

    internal void ThrowIfInvalid()
    {
        if (Input.Rows == 0)
            throw new InvalidInputException(
                "An out-of-domain score needs at least one training image; give more images."
            );
        if (Input.Embeddings.Columns == 0)
            throw new ArgumentException("The training embeddings have no columns.");
        Input.ThrowIfRaggedOrNotFinite();
        if (Classes is { } classes && classes.Count != Input.Rows)
            throw new ArgumentException($"There are {Input.Rows} embeddings but {classes.Count} classes.");
        if (Labels is { } labels && labels.Rows != Input.Rows)
            throw new ArgumentException($"There are {Input.Rows} embeddings but {labels.Rows} rows of labels.");
    }
}
