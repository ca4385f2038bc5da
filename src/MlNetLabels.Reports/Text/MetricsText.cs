using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Text;

/// <summary>
/// Writes the metrics of given predictions as plain text: every metric with its interval, then each class or label.
/// </summary>
internal static class MetricsText
{
    /// <summary>Writes to <paramref name="output"/>; lines end in '\n' whatever the platform.</summary>
    public static void Write(MetricsReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        if (report.Heads.Softmax is { Test: { } classes } softmax)
        {
            output.Write($"{Figures.Plural(classes.Count, "image")}, one class each\n");
            output.Write(TextTable.Format(Headers, Rows(Softmax(classes), softmax.Intervals, classes.Undefined)));
            output.Write('\n');
            output.Write(PerClass(classes));
        }
        if (report.Heads.Labels is { Test: { } labels } heads)
        {
            output.Write($"{Figures.Plural(labels.Count, "image")} with label sets\n");
            output.Write(TextTable.Format(Headers, Rows(Labels(labels), heads.Intervals, labels.Undefined)));
            output.Write('\n');
            output.Write(PerLabel(labels));
        }
    }

    private static string PerClass(MulticlassMetrics metrics) =>
        TextTable.Format(
            ["class", "precision", "recall", "F1", "AUROC", "images"],
            [.. metrics.PerClass.Select(x => Row(x.Class, [x.Precision, x.Recall], [x.F1, x.Auroc], x.Support))]
        );

    private static string PerLabel(MultiLabelMetrics metrics) =>
        TextTable.Format(
            ["label", "precision", "recall", "threshold", "F1", "average precision", "AUROC", "ECE", "images"],
            [
                .. metrics.PerLabel.Select(x =>
                    Row(
                        x.Label,
                        [x.Precision, x.Recall],
                        [x.Threshold, x.F1, x.AveragePrecision, x.Auroc, x.Ece],
                        x.Support
                    )
                ),
            ]
        );

    private static readonly string[] Headers = ["metric", "value", "low", "high"];

    private static (string Title, string Name, double? Value)[] Softmax(MulticlassMetrics x) =>
        [
            ("accuracy", "accuracy", x.Accuracy),
            ("balanced accuracy", "balancedAccuracy", x.BalancedAccuracy),
            ("top-2 accuracy", "top2Accuracy", x.Top2Accuracy),
            ("macro F1", "macroF1", x.MacroF1),
            ("weighted F1", "weightedF1", x.WeightedF1),
            ("Matthews correlation", "mcc", x.Mcc),
            ("Cohen's kappa", "kappa", x.Kappa),
            ("AUROC", "auroc", x.Auroc),
            ("log loss (lower is better)", "logLoss", x.LogLoss),
            ("Brier score (lower is better)", "brier", x.Brier),
            ("ECE (lower is better)", "ece", x.Ece),
        ];

    private static (string Title, string Name, double? Value)[] Labels(MultiLabelMetrics x) =>
        [
            ("micro F1", "microF1", x.MicroF1),
            ("macro F1", "macroF1", x.MacroF1),
            ("F1 by image", "samplesF1", x.SamplesF1),
            ("mean average precision", "mapMacro", x.MapMacro),
            ("macro AUROC", "aurocMacro", x.AurocMacro),
            ("whole label set right", "subsetAccuracy", x.SubsetAccuracy),
            ("label ranking average precision", "lrap", x.Lrap),
            ("Hamming loss (lower is better)", "hammingLoss", x.HammingLoss),
            ("ranking loss (lower is better)", "rankingLoss", x.RankingLoss),
            ("coverage error (lower is better)", "coverageError", x.CoverageError),
            ("log loss (lower is better)", "logLoss", x.LogLoss),
            ("Brier score (lower is better)", "brier", x.Brier),
        ];

    // An undefined metric shows its reason where the number would be.
    private static IReadOnlyList<string>[] Rows(
        (string Title, string Name, double? Value)[] metrics,
        HeadIntervals? intervals,
        IReadOnlyDictionary<string, string> undefined
    ) =>
        [
            .. metrics.Select(x =>
                (IReadOnlyList<string>)(
                    intervals?.Test?.TryGetValue(x.Name, out var interval) == true
                        ?
                        [
                            x.Title,
                            MetricNames.Format(x.Name, x.Value, 4),
                            MetricNames.Format(x.Name, interval.Low, 4),
                            MetricNames.Format(x.Name, interval.High, 4),
                        ]
                        :
                        [
                            x.Title,
                            x.Value is null && undefined.TryGetValue(x.Name, out string? reason)
                                ? $"undefined: {reason}"
                                : MetricNames.Format(x.Name, x.Value, 4),
                            "",
                            "",
                        ]
                )
            ),
        ];

    private static string[] Row(string name, double?[] shares, double?[] numbers, int support) =>
        [name, .. shares.Select(Figures.Percent), .. numbers.Select(x => Figures.Number(x)), Figures.Count(support)];
}
