namespace MlNetLabels.Metrics;

/// <summary>
/// How good none-one-or-many-labels predictions are. A metric that the rows cannot define is null and named in
/// <see cref="Undefined"/>. Unknown cells are left out of every metric: sums over cells skip them; figures of one image
/// (SamplesF1, SubsetAccuracy, Lrap, RankingLoss, CoverageError) look at its known labels alone, as if the others did
/// not exist, and skip an image without any. With all cells known, a metric equals scikit-learn's of the same name
/// unless its line says otherwise.
/// </summary>
public sealed record MultiLabelMetrics
{
    /// <summary>Number of images judged: those with at least one known cell.</summary>
    public required int Count { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN) over all cells together. 0 to 1, higher is better, 1 = perfect.</summary>
    public double? MicroF1 { get; init; }

    /// <summary>
    /// Unweighted mean of the labels' F1 over the labels that occur or are predicted; a label that does only one of
    /// these counts as 0, also where its precision or recall is undefined (zero_division = 0). One that does neither is
    /// left out, where scikit-learn's default counts 0 and its zero_division = NaN does as here. 0 to 1, higher is
    /// better, 1 = perfect.
    /// </summary>
    public double? MacroF1 { get; init; }

    /// <summary>
    /// Mean over images of the F1 of its label set, 2 |T ∩ P| / (|T| + |P|); 1 where both are empty, since "none" is
    /// then the right answer (zero_division = 1). 0 to 1, higher is better, 1 = perfect.
    /// </summary>
    public double? SamplesF1 { get; init; }

    /// <summary>Mean of the labels' average precision (<see cref="Ranking.AveragePrecision"/>) over the labels that
    /// have a positive. 0 to
    /// 1, higher is better, 1 = perfect.</summary>
    public double? MapMacro { get; init; }

    /// <summary>Mean of the labels' AUROC (<see cref="Ranking.Auroc"/>) over the labels that have a positive and a
    /// negative. 0 to 1, higher
    /// is better, 1 = perfect, 0.5 = blind.</summary>
    public double? AurocMacro { get; init; }

    /// <summary>Share of images whose every known label is right. 0 to 1, higher is better, 1 = perfect.</summary>
    public double? SubsetAccuracy { get; init; }

    /// <summary>Share of wrong cells. 0 to 1, lower is better, 0 = perfect. Source: Schapire and Singer, Machine
    /// Learning 39
    /// (2000).</summary>
    public double? HammingLoss { get; init; }

    /// <summary>
    /// Label ranking average precision: mean over images of the mean over present labels of (present labels ranked at
    /// least as high) / (labels ranked at least as high). 1 for an image with no or only present labels. Above 0 to 1,
    /// higher is better, 1 = perfect. Source: Tsoumakas, Katakis and Vlahavas, "Mining Multi-label Data" (2010).
    /// </summary>
    public double? Lrap { get; init; }

    /// <summary>
    /// Mean over images of the share of (present, absent) pairs in which the absent label is ranked at least as high; 0
    /// for an image without such a pair. 0 to 1, lower is better, 0 = perfect. Source: as <see cref="Lrap"/>.
    /// </summary>
    public double? RankingLoss { get; init; }

    /// <summary>
    /// Mean over images of how many labels are at least as probable as the least probable present one; 0 for an image
    /// without a present label. 0 to the number of labels, lower is better; the mean number of present labels =
    /// perfect. Source: as <see cref="Lrap"/>.
    /// </summary>
    public double? CoverageError { get; init; }

    /// <summary>
    /// Mean binary cross-entropy over cells, -ln p where present and -ln(1 - p) where absent. 0 to infinity, lower is
    /// better, 0 = perfect. See <see cref="LogLossClipped"/>. Source: Good, JRSS B 14 (1952).
    /// </summary>
    public double? LogLoss { get; init; }

    /// <summary>Cells whose truth got a probability below <see cref="Metrics.LogLoss.Epsilon"/> and counted as that; 0
    /// where the log-loss
    /// is exact.</summary>
    public int LogLossClipped { get; init; }

    /// <summary>
    /// Mean of (p - [present])² over cells: one term a cell, half of the two-class sum in
    /// <see cref="MulticlassMetrics.Brier"/>. 0 to 1,
    /// lower is better, 0 = perfect. Source: Brier, Monthly Weather Review 78 (1950).
    /// </summary>
    public double? Brier { get; init; }

    /// <summary>The labels in order.</summary>
    public required IReadOnlyList<LabelMetrics> PerLabel { get; init; }

    /// <summary>Why each metric that is null could not be computed, by its camelCase name; one of a label as
    /// <c>perLabel[6].auroc</c>.</summary>
    public IReadOnlyDictionary<string, string> Undefined
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}

/// <summary>One label of <see cref="MultiLabelMetrics"/>, over the images that know it.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Threshold">The label is predicted where its probability is at least this.</param>
/// <param name="Precision">
/// TP / (TP + FP), right among those predicted; 0 to 1, higher is better; null where none was predicted.
/// </param>
/// <param name="Recall">
/// TP / (TP + FN), found among those present; 0 to 1, higher is better; null where none is present.
/// </param>
/// <param name="F1">
/// 2 TP / (2 TP + FP + FN); 0 to 1, higher is better; null where the label neither occurs nor is predicted.
/// </param>
/// <param name="AveragePrecision">Area under the precision-recall steps (<see cref="Ranking.AveragePrecision"/>); 0 to
/// 1, higher is better;
/// null where no image has the label.</param>
/// <param name="Auroc">
/// Chance that a present image ranks above an absent one; 0 to 1, 0.5 = blind; null unless both exist.
/// </param>
/// <param name="Ece">Expected calibration error of the label's probability against its presence, 15 equal bins
/// (<see cref="CalibrationError.Expected"/>); 0 to 1, lower is better; null where no image knows the label.</param>
/// <param name="Support">Images that have the label.</param>
public sealed record LabelMetrics(
    string Label,
    double Threshold,
    double? Precision,
    double? Recall,
    double? F1,
    double? AveragePrecision,
    double? Auroc,
    double? Ece,
    int Support
)
{
    /// <summary>The 15 bins behind <see cref="Ece"/>, lowest first.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? [];
    } = [];
}
