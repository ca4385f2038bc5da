using MlNetLabels.Heads;
using MlNetLabels.MLNet.Heads;

namespace MlNetLabels.MLNet;

/// <summary>How heads are trained in a pipeline.</summary>
public abstract record HeadTrainerOptions
{
    /// <summary>Embeddings: vectors of Single of a known length.</summary>
    public string FeatureColumnName { get; init; } = HeadColumns.Features;

    /// <summary>Weight of each row, above 0; null weighs all alike.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// lambda of the penalty lambda/2 |W|^2 on standardised features, in our scale for every engine; null chooses it by
    /// cross-validation.
    /// </summary>
    public double? L2Regularization { get; init; }

    /// <summary>Seed of the folds.</summary>
    public int Seed { get; init; } = 1;

    internal HeadOptions ToHeadOptions() => new() { L2 = L2Regularization, Seed = Seed };
}

/// <summary>How a softmax head is trained.</summary>
public sealed record SoftmaxOptions : HeadTrainerOptions
{
    /// <summary>Classes as keys with text values.</summary>
    public string LabelColumnName { get; init; } = HeadColumns.Label;
}

/// <summary>How label heads are trained.</summary>
public sealed record MultiLabelOptions : HeadTrainerOptions
{
    /// <summary>
    /// A slot per label with its name: 1 present, 0 absent, NaN unknown and left out of that label's loss; or Booleans.
    /// </summary>
    public string LabelColumnName { get; init; } = HeadColumns.Labels;

    /// <summary>
    /// Probability from which on a label is predicted, one per label; null takes 0.5 for all. Kept in the model.
    /// </summary>
    public IReadOnlyList<double>? Thresholds { get; init; }
}
