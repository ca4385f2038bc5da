using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>
/// True labels, predicted label probabilities and thresholds for the same images, checked once; what
/// <see cref="MultiLabelEvaluator"/> judges. A label is predicted where its probability is at least its threshold,
/// compared in double precision. Immutable.
/// </summary>
public sealed class MultiLabelPredictions
{
    private readonly LabelMatrix _truth;
    private readonly double[] _probabilities;
    private readonly double[] _thresholds;
    private readonly Lazy<MultiLabelStatistics> _statistics;

    /// <summary>
    /// Probabilities in single precision, as heads make them: log-losses are then good to about 1e-7.
    /// </summary>
    /// <inheritdoc cref="MultiLabelPredictions(LabelMatrix, double[], ReadOnlySpan{double}, IReadOnlyList{string})"/>
    public MultiLabelPredictions(
        LabelMatrix truth,
        Matrix probabilities,
        ReadOnlySpan<double> thresholds,
        IReadOnlyList<string> labelNames
    )
        : this(truth, ProbabilityInput.Widen(probabilities), thresholds, labelNames) { }

    /// <summary>Probabilities in double precision, as read from a file.</summary>
    /// <param name="truth">One row per image, one column per label; not copied.</param>
    /// <param name="probabilities">Row-major, one image per row, one label per column; each in [0, 1], those of unknown
    /// cells too. Not
    /// copied.</param>
    /// <param name="thresholds">One finite number per label.</param>
    /// <param name="labelNames">The labels in column order.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a threshold is not finite.</exception>
    /// <exception cref="InvalidInputException">
    /// A probability is NaN or outside [0, 1]; rows are counted from 0.
    /// </exception>
    public MultiLabelPredictions(
        LabelMatrix truth,
        double[] probabilities,
        ReadOnlySpan<double> thresholds,
        IReadOnlyList<string> labelNames
    )
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(labelNames);
        ArgumentOutOfRangeException.ThrowIfZero(labelNames.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Labels, labelNames.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(thresholds.Length, labelNames.Count);
        for (int k = 0; k < thresholds.Length; k++)
            if (!double.IsFinite(thresholds[k]))
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The threshold of '{labelNames[k]}' is {thresholds[k]}; a finite number is wanted."
                    ),
                    nameof(thresholds)
                );
        ProbabilityInput.ThrowIfInvalid(probabilities, truth.Rows, labelNames);
        (_truth, _probabilities, _thresholds, LabelNames) = (
            truth,
            probabilities,
            thresholds.ToArray(),
            [.. labelNames]
        );
        _statistics = new(() => new(this));
    }

    /// <summary>Number of images, those of which nothing is known among them.</summary>
    public int Rows => _truth.Rows;

    /// <summary>The labels in column order.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>Every metric of these rows.</summary>
    public MultiLabelMetrics Evaluate() => MultiLabelEvaluator.Evaluate(this);

    /// <summary>
    /// Brier score and log-loss in nats alone: they need no ranking, and so no sort. Lower is better, 0 = perfect; null
    /// where nothing is known. Source: Gneiting and Raftery, JASA 102 (2007).
    /// </summary>
    public (double? Brier, double? LogLoss) Score() => MultiLabelEvaluator.Score(this);

    /// <summary>
    /// Bootstrap intervals of the headline metrics (microF1, macroF1, mapMacro, aurocMacro, subsetAccuracy, lrap,
    /// logLoss, brier), by camelCase name, and of each label's precision, recall, f1 and averagePrecision
    /// (perLabel[0].precision and so on). A label without a positive in a resample is left out of that resample's macro
    /// mean.
    /// </summary>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per image, drawn as a whole; empty where each image is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    public IReadOnlyDictionary<string, BootstrapInterval> Intervals(
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    ) => MultiLabelEvaluator.Intervals(this, options, groups, cancellationToken);

    /// <summary>
    /// Bootstrap intervals of the headline metrics of these predictions minus those of others of the same images,
    /// paired: both are judged on the same resamples.
    /// </summary>
    /// <param name="other">Another model's or head's predictions, of the same images in the same order.</param>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per image, drawn as a whole; empty where each image is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    /// <exception cref="ArgumentException">The two do not share their truth.</exception>
    public IReadOnlyDictionary<string, BootstrapInterval> Differences(
        MultiLabelPredictions other,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    ) => MultiLabelEvaluator.Differences(this, other, options, groups, cancellationToken);

    /// <summary>Worked out at the first use.</summary>
    internal MultiLabelStatistics Statistics => _statistics.Value;

    internal IReadOnlyList<double> Thresholds => _thresholds;

    internal ReadOnlySpan<LabelState> Truth(int row) => _truth.Row(row);

    internal ReadOnlySpan<double> Probabilities(int row) =>
        _probabilities.AsSpan(row * LabelNames.Count, LabelNames.Count);

    internal bool IsPredicted(int row, int label) => Probabilities(row)[label] >= _thresholds[label];

    internal bool SharesTruthWith(MultiLabelPredictions other)
    {
        if (Rows != other.Rows || LabelNames.Count != other.LabelNames.Count)
            return false;
        for (int row = 0; row < Rows; row++)
            if (!Truth(row).SequenceEqual(other.Truth(row)))
                return false;
        return true;
    }
}
