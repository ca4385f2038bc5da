using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Metrics;

/// <summary>
/// Judges predictions of none, one or many labels per image. Unknown cells are left out of every figure.
/// </summary>
internal static class MultiLabelEvaluator
{
    private static readonly string[] Headlines =
    [
        "microF1",
        "macroF1",
        "mapMacro",
        "aurocMacro",
        "subsetAccuracy",
        "lrap",
        "logLoss",
        "brier",
    ];
    public const string NoRows = "no cell is known",
        NoPositive = "no known cell is positive",
        NoLabel = "no label occurs or is predicted",
        NoPair = "no label has both a positive and a negative";

    private static readonly string[] OfEachLabel = ["precision", "recall", "f1", "averagePrecision"];

    /// <summary>Every metric of these rows.</summary>
    /// <inheritdoc cref="MultiLabelPredictions(LabelMatrix, Matrix, ReadOnlySpan{double}, IReadOnlyList{string})"/>
    public static MultiLabelMetrics Evaluate(
        LabelMatrix truth,
        Matrix probabilities,
        ReadOnlySpan<double> thresholds,
        IReadOnlyList<string> labelNames
    ) => Evaluate(new MultiLabelPredictions(truth, probabilities, thresholds, labelNames));

    /// <summary>Every metric of these rows.</summary>
    public static MultiLabelMetrics Evaluate(MultiLabelPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var statistics = predictions.Statistics;
        var over = statistics.Over([]);
        var undefined = new UndefinedMetrics();
        return new()
        {
            Count = statistics.JudgedRows,
            MicroF1 = undefined.Note("microF1", over.MicroF1, NoLabel),
            MacroF1 = undefined.Note("macroF1", over.MacroF1, NoLabel),
            SamplesF1 = undefined.Note("samplesF1", statistics.SamplesF1([]), NoRows),
            MapMacro = undefined.Note("mapMacro", over.MapMacro, NoPositive),
            AurocMacro = undefined.Note("aurocMacro", over.AurocMacro, NoPair),
            SubsetAccuracy = undefined.Note("subsetAccuracy", statistics.SubsetAccuracy([]), NoRows),
            HammingLoss = undefined.Note("hammingLoss", statistics.HammingLoss([]), NoRows),
            Lrap = undefined.Note("lrap", statistics.Lrap([]), NoRows),
            RankingLoss = undefined.Note("rankingLoss", statistics.RankingLoss([]), NoRows),
            CoverageError = undefined.Note("coverageError", statistics.CoverageError([]), NoRows),
            LogLoss = undefined.Note("logLoss", statistics.LogLossMean([]), NoRows),
            LogLossClipped = statistics.Clipped,
            Brier = undefined.Note("brier", statistics.Brier([]), NoRows),
            PerLabel =
            [
                .. predictions.LabelNames.Select(
                    (name, k) =>
                        Judge(
                            name,
                            k,
                            predictions.Thresholds[k],
                            statistics.Labels[k].Ranking.Judge(),
                            (statistics.Labels[k].Confidence.Error(), statistics.Labels[k].Confidence.Diagram()),
                            undefined
                        )
                ),
            ],
            Undefined = undefined.Reasons,
        };
    }

    /// <summary>Brier score and log-loss alone: they need no ranking, and so no sort.</summary>
    public static (double? Brier, double? LogLoss) Score(MultiLabelPredictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return (predictions.Statistics.Brier([]), predictions.Statistics.LogLossMean([]));
    }

    /// <summary>
    /// Bootstrap intervals of the headline metrics (microF1, macroF1, mapMacro, aurocMacro, subsetAccuracy, lrap,
    /// logLoss, brier), by
    /// camelCase name, and of each label's precision, recall, f1 and averagePrecision (perLabel[0].precision and so
    /// on). A label without a positive in a resample is left out of that resample's macro mean.
    /// </summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per image, drawn as a whole; empty where each image is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    public static IReadOnlyDictionary<string, BootstrapInterval> Intervals(
        MultiLabelPredictions predictions,
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
                .Range(0, predictions.LabelNames.Count)
                .SelectMany(k => OfEachLabel.Select(x => $"perLabel[{k}].{x}")),
        ];
        var intervals = Bootstrap.Intervals(
            predictions.Rows,
            statistics.HeadlinesAndLabels,
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
        MultiLabelPredictions first,
        MultiLabelPredictions second,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.SharesTruthWith(second))
            throw new ArgumentException(
                "Both predictions must be of the same images in the same order.",
                nameof(second)
            );
        var (a, b) = (first.Statistics, second.Statistics);
        var intervals = Bootstrap.Intervals(
            first.Rows,
            counts => [.. a.Headlines(counts).Zip(b.Headlines(counts), (x, y) => x - y)],
            groups,
            options,
            cancellationToken,
            isDifference: true
        );
        return Headlines.Zip(intervals).ToDictionary(x => x.First, x => x.Second);
    }

    public static LabelMetrics Judge(
        string name,
        int index,
        double threshold,
        RankedFigures judged,
        (double? Error, ReliabilityBin[] Diagram) confidence,
        UndefinedMetrics undefined
    )
    {
        string place = $"perLabel[{index}].",
            noPositive = $"no known row has '{name}'";
        var (auroc, averagePrecision, counts) = judged;
        return new(
            name,
            threshold,
            undefined.Note(place + "precision", counts.Precision, $"'{name}' is never predicted"),
            undefined.Note(place + "recall", counts.Recall, noPositive),
            undefined.Note(place + "f1", counts.F1, $"'{name}' neither occurs nor is predicted"),
            undefined.Note(place + "averagePrecision", averagePrecision, noPositive),
            undefined.Note(place + "auroc", auroc, counts.Support == 0 ? noPositive : $"every known row has '{name}'"),
            undefined.Note(place + "ece", confidence.Error, $"no row knows '{name}'"),
            (int)counts.Support
        )
        {
            Reliability = confidence.Diagram,
        };
    }
}
