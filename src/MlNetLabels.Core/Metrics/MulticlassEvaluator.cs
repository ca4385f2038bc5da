using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>Judges predictions of exactly one class per image.</summary>
internal static class MulticlassEvaluator
{
    private static readonly string[] Headlines =
    [
        "accuracy",
        "balancedAccuracy",
        "macroF1",
        "logLoss",
        "brier",
        "ece",
        "auroc",
    ];
    public const string NoRows = "there are no rows";

    private static readonly string[] OfEachClass = ["precision", "recall", "f1"];

    /// <summary>Every metric of these rows.</summary>
    /// <inheritdoc cref="MulticlassPredictions(ReadOnlySpan{int}, Matrix, IReadOnlyList{string})"/>
    public static MulticlassMetrics Evaluate(
        ReadOnlySpan<int> truth,
        Matrix probabilities,
        IReadOnlyList<string> classNames
    ) => Evaluate(new MulticlassPredictions(truth, probabilities, classNames));

    /// <summary>Every metric of these rows.</summary>
    public static MulticlassMetrics Evaluate(MulticlassPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var statistics = predictions.Statistics;
        var confusion = statistics.Count([]);
        var undefined = new UndefinedMetrics();
        return new()
        {
            Count = predictions.Count,
            Accuracy = undefined.Note("accuracy", confusion.Accuracy, NoRows),
            BalancedAccuracy = undefined.Note("balancedAccuracy", confusion.BalancedAccuracy, NoRows),
            MacroF1 = undefined.Note("macroF1", confusion.MacroF1, NoRows),
            WeightedF1 = undefined.Note("weightedF1", confusion.WeightedF1, NoRows),
            LogLoss = undefined.Note("logLoss", statistics.LogLossMean([]), NoRows),
            LogLossClipped = statistics.Clipped,
            Brier = undefined.Note("brier", statistics.Brier([]), NoRows),
            Ece = undefined.Note("ece", statistics.Ece([]), NoRows),
            Reliability = statistics.Reliability,
            Top2Accuracy = undefined.Note(
                "top2Accuracy",
                statistics.TopTwoAccuracy([]),
                predictions.Count == 0 ? NoRows : "with fewer than three classes it is always 1"
            ),
            Mcc = undefined.Note(
                "mcc",
                confusion.Mcc,
                predictions.Count == 0 ? NoRows : "all rows are of one class, or are predicted as one"
            ),
            Kappa = undefined.Note(
                "kappa",
                confusion.Kappa,
                predictions.Count == 0 ? NoRows : "all rows are of one class and are predicted as it"
            ),
            Auroc = undefined.Note(
                "auroc",
                statistics.Auroc([]),
                predictions.Count == 0 ? NoRows : "fewer than two classes occur"
            ),
            Confusion = confusion.ToRows(),
            PerClass =
            [
                .. predictions.ClassNames.Select(
                    (name, k) => Judge(name, k, statistics.ClassAuroc(k, []), confusion, undefined)
                ),
            ],
            Undefined = undefined.Reasons,
        };
    }

    /// <summary>Brier score and log-loss alone: they need no ranking, and so no sort.</summary>
    public static (double? Brier, double? LogLoss) Score(MulticlassPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return (predictions.Statistics.Brier([]), predictions.Statistics.LogLossMean([]));
    }

    /// <summary>
    /// Bootstrap intervals of the headline metrics (accuracy, balancedAccuracy, macroF1, logLoss, brier, ece, auroc),
    /// by camelCase name, and of each class's precision, recall and f1 (perClass[0].precision and so on). The one of
    /// ece tends to lie high: resampled rows repeat, and fewer distinct rows look less calibrated.
    /// </summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per image, drawn as a whole; empty where each image is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    public static IReadOnlyDictionary<string, BootstrapInterval> Intervals(
        MulticlassPredictions predictions,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var statistics = predictions.Statistics;
        string[] names =
        [
            .. Headlines,
            .. Enumerable
                .Range(0, predictions.ClassNames.Count)
                .SelectMany(k => OfEachClass.Select(x => $"perClass[{k}].{x}")),
        ];
        var intervals = Bootstrap.Intervals(
            predictions.Count,
            statistics.HeadlinesAndClasses,
            groups,
            options,
            cancellationToken
        );
        return names.Zip(intervals).ToDictionary(x => x.First, x => x.Second);
    }

    /// <summary>
    /// Bootstrap intervals of first minus second on the same images, paired: both are judged on the same resamples.
    /// </summary>
    /// <param name="first">One model's or head's predictions.</param>
    /// <param name="second">The other's, of the same images in the same order.</param>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per image, drawn as a whole; empty where each image is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    /// <exception cref="ArgumentException">The two do not share their truth.</exception>
    public static IReadOnlyDictionary<string, BootstrapInterval> Differences(
        MulticlassPredictions first,
        MulticlassPredictions second,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Truth.SequenceEqual(second.Truth))
            throw new ArgumentException(
                "Both predictions must be of the same images in the same order.",
                nameof(second)
            );
        var (a, b) = (first.Statistics, second.Statistics);
        var intervals = Bootstrap.Intervals(
            first.Count,
            counts => [.. a.Headlines(counts).Zip(b.Headlines(counts), (x, y) => x - y)],
            groups,
            options,
            cancellationToken,
            isDifference: true
        );
        return Headlines.Zip(intervals).ToDictionary(x => x.First, x => x.Second);
    }

    public static ClassMetrics Judge(
        string name,
        int index,
        double? auroc,
        ConfusionMatrix confusion,
        UndefinedMetrics undefined
    )
    {
        string place = $"perClass[{index}].";
        return new(
            name,
            undefined.Note(place + "precision", confusion.Precision(index), $"'{name}' is never predicted"),
            undefined.Note(place + "recall", confusion.Recall(index), $"'{name}' does not occur"),
            undefined.Note(place + "f1", confusion.F1(index), $"'{name}' neither occurs nor is predicted"),
            (int)confusion.Support(index)
        )
        {
            Auroc = undefined.Note(
                place + "auroc",
                auroc,
                confusion.Support(index) == 0 ? $"'{name}' does not occur" : $"nothing but '{name}' occurs"
            ),
        };
    }
}
