namespace MlNetLabels.Metrics;

/// <summary>How good none-one-or-many-labels predictions are. Unknown cells are left out. A metric that the rows cannot define is null and named in <see cref="Undefined"/>.</summary>
public sealed record MultiLabelMetrics
{
    /// <summary>Number of images judged.</summary>
    public required int Count { get; init; }

    /// <summary>F1 over all cells together; 0 to 1, higher is better.</summary>
    public double? MicroF1 { get; init; }

    /// <summary>Unweighted mean of the labels' F1; 0 to 1, higher is better.</summary>
    public double? MacroF1 { get; init; }

    /// <summary>Mean over images of the F1 of its label set; 0 to 1, higher is better.</summary>
    public double? SamplesF1 { get; init; }

    /// <summary>Mean average precision over the labels that have a positive; 0 to 1, higher is better.</summary>
    public double? MapMacro { get; init; }

    /// <summary>Share of images whose whole label set is right; 0 to 1, higher is better.</summary>
    public double? SubsetAccuracy { get; init; }

    /// <summary>Share of wrong cells; 0 to 1, lower is better.</summary>
    public double? HammingLoss { get; init; }

    /// <summary>Label ranking average precision; 0 to 1, higher is better.</summary>
    public double? Lrap { get; init; }

    /// <summary>Mean share of wrongly ordered (present, absent) pairs; 0 to 1, lower is better.</summary>
    public double? RankingLoss { get; init; }

    /// <summary>Mean depth in the ranking needed to cover every true label; 0 to the number of labels, lower is better.</summary>
    public double? CoverageError { get; init; }

    /// <summary>Mean binary cross-entropy over cells; 0 to infinity, lower is better.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Mean squared difference of probability and truth over cells; 0 to 1, lower is better.</summary>
    public double? Brier { get; init; }

    /// <summary>The labels in order.</summary>
    public required IReadOnlyList<LabelMetrics> PerLabel { get; init; }

    /// <summary>Why each metric that is null could not be computed, by its camelCase name.</summary>
    public IReadOnlyDictionary<string, string> Undefined { get; init; } = new Dictionary<string, string>();
}

/// <summary>One label of <see cref="MultiLabelMetrics"/>.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Threshold">The label is predicted where its probability is at least this.</param>
/// <param name="Precision">Right among those predicted; null where none was predicted.</param>
/// <param name="Recall">Found among those present; null where none is present.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN); null where the label neither occurs nor is predicted.</param>
/// <param name="AveragePrecision">Area under the precision-recall steps; null where no image has the label.</param>
/// <param name="Auroc">Chance that a present image ranks above an absent one; null unless both exist.</param>
/// <param name="Ece">Expected calibration error of the label's probability, 15 equal bins.</param>
/// <param name="Support">Images that have the label.</param>
public sealed record LabelMetrics(
    string Label, double Threshold, double? Precision, double? Recall, double? F1, double? AveragePrecision, double? Auroc, double? Ece, int Support);
