namespace MlNetLabels.MLNet;

/// <summary>None, one or many labels per row: the task that ML.NET has no catalog for.</summary>
public sealed class MultiLabelClassificationCatalog
{
    internal MultiLabelClassificationCatalog() { }

    /// <summary>What fits label heads.</summary>
    public MultiLabelTrainers Trainers { get; } = new();

    /// <summary>
    /// Trainers of one logistic regression per label. Fitted, they add Score (logits) and Probability, a named slot per
    /// label, and PredictedLabels, the names of the labels that reach their threshold. Features are standardised; the
    /// weights are given for features as they are.
    /// </summary>
    public sealed class MultiLabelTrainers
    {
        internal MultiLabelTrainers() { }
    }
}
