using System.Globalization;
using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>
/// True classes and predicted class probabilities of the same images, checked once; what
/// <see cref="MulticlassEvaluator"/> judges.
/// Where several classes share the largest probability, the one with the lowest index is predicted. Immutable.
/// </summary>
public sealed class MulticlassPredictions
{
    /// <summary>A row's probabilities may miss a sum of 1 by this much: 1,000 classes printed with 6 digits stay
    /// inside, logits do
    /// not.</summary>
    public const double RowSumTolerance = 1e-3;

    private readonly int[] _truth;
    private readonly double[] _probabilities;
    private readonly Lazy<MulticlassStatistics> _statistics;

    /// <summary>
    /// Probabilities in single precision, as heads make them: log-losses are then good to about 1e-7.
    /// </summary>
    /// <inheritdoc cref="MulticlassPredictions(ReadOnlySpan{int}, double[], IReadOnlyList{string})"/>
    public MulticlassPredictions(ReadOnlySpan<int> truth, Matrix probabilities, IReadOnlyList<string> classNames)
        : this(truth, ProbabilityInput.Widen(probabilities), classNames) { }

    /// <summary>Probabilities in double precision, as read from a file.</summary>
    /// <param name="truth">One class index per image.</param>
    /// <param name="probabilities">
    /// Row-major, one image per row, one class per column; each in [0, 1], each row summing to 1. Not copied.
    /// </param>
    /// <param name="classNames">The classes in column order.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    /// <exception cref="InvalidInputException">
    /// A class index is out of range, a probability is NaN or outside [0, 1], or a row does not sum to 1; rows are
    /// counted from 0.
    /// </exception>
    public MulticlassPredictions(ReadOnlySpan<int> truth, double[] probabilities, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfZero(classNames.Count);
        ProbabilityInput.ThrowIfInvalid(probabilities, truth.Length, classNames);
        (_truth, _probabilities, ClassNames) = (truth.ToArray(), probabilities, [.. classNames]);
        _statistics = new(() => new(this));
        for (int row = 0; row < Count; row++)
        {
            if ((uint)_truth[row] >= (uint)classNames.Count)
                throw new InvalidInputException(
                    $"Row {row}: the true class has index {_truth[row]}, but there are {classNames.Count} classes."
                );
            double sum = 0;
            foreach (double p in Probabilities(row))
                sum += p;
            if (Math.Abs(sum - 1) > RowSumTolerance)
                throw new InvalidInputException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Row {row}: the class probabilities sum to {sum:G6}, not to 1. Give probabilities, not "
                            + $"logits or label probabilities."
                    )
                );
        }
    }

    /// <summary>Number of images.</summary>
    public int Count => _truth.Length;

    /// <summary>The classes in column order.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Every metric of these rows.</summary>
    public MulticlassMetrics Evaluate() => MulticlassEvaluator.Evaluate(this);

    /// <summary>
    /// Brier score and log-loss in nats alone: they need no ranking, and so no sort. Lower is better, 0 = perfect; null
    /// where nothing is known. Source: Gneiting and Raftery, JASA 102 (2007).
    /// </summary>
    public (double? Brier, double? LogLoss) Score() => MulticlassEvaluator.Score(this);

    /// <summary>
    /// Bootstrap intervals of the headline metrics (accuracy, balancedAccuracy, macroF1, logLoss, brier, ece, auroc),
    /// by camelCase name, and of each class's precision, recall and f1 (perClass[0].precision and so on). The one of
    /// ece tends to lie high: resampled rows repeat, and fewer distinct rows look less calibrated.
    /// </summary>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per image, drawn as a whole; empty where each image is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    public IReadOnlyDictionary<string, BootstrapInterval> Intervals(
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    ) => MulticlassEvaluator.Intervals(this, options, groups, cancellationToken);

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
        MulticlassPredictions other,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    ) => MulticlassEvaluator.Differences(this, other, options, groups, cancellationToken);

    /// <summary>Worked out at the first use.</summary>
    internal MulticlassStatistics Statistics => _statistics.Value;

    internal ReadOnlySpan<int> Truth => _truth;

    internal ReadOnlySpan<double> Probabilities(int row) =>
        _probabilities.AsSpan(row * ClassNames.Count, ClassNames.Count);

    internal double[] Column(int column)
    {
        var values = new double[Count];
        for (int row = 0; row < Count; row++)
            values[row] = Probabilities(row)[column];
        return values;
    }
}
