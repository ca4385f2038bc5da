using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The softmax head's metrics, its confusion matrix and its classes.</summary>
internal static class ClassesSection
{
    public static Section? Create(ReportContent report)
    {
        if (report.Heads.Softmax is not { } head || (head.Test ?? head.Tuned()) is not { } metrics)
            return null;
        string images = head.Test is null ? head.TunedImages() : "test images";
        return new(
            "classes",
            "Classes",
            "The softmax head on images it never saw."
                + (
                    report.Model.Calibration?.Softmax is { NotFitted: not null } ? " It is not calibrated."
                    : report.Model.Calibration?.Softmax is { KeptAsTrained: not null }
                        ? " Its probabilities are as trained."
                    : $" Figures on {head.TunedImages()} flatter a little: the calibration was fitted there."
                ),
            Markup.Format(
                $"""
                {ConfusionSection.Create(
                    metrics,
                    images,
                    report.Images?.Confusions ?? [],
                    Filter.Create(report)
                )}
                {PerClass(
                    metrics,
                    images,
                    head.Intervals,
                    head.Test is null ? head.Intervals?.Validation : head.Intervals?.Test
                )}
                {Metrics(head)}{MetricRows.Note((head.Intervals?.Test ?? head.Intervals?.Validation)?.Values)}
                """
            )
        );
    }

    private static Markup Metrics(HeadReport<MulticlassMetrics> head)
    {
        (string Label, string Name, Func<MulticlassMetrics, double?> Value)[] rows =
        [
            ("Accuracy", "accuracy", x => x.Accuracy),
            ("Balanced accuracy", "balancedAccuracy", x => x.BalancedAccuracy),
            ("Macro F1", "macroF1", x => x.MacroF1),
            ("Weighted F1", "weightedF1", x => x.WeightedF1),
            ("Top-2 accuracy", "top2Accuracy", x => x.Top2Accuracy),
            ("Matthews correlation", "mcc", x => x.Mcc),
            ("Cohen's kappa", "kappa", x => x.Kappa),
            ("AUROC (one against rest)", "auroc", x => x.Auroc),
            ("Log loss ↓", "logLoss", x => x.LogLoss),
            ("Brier score ↓", "brier", x => x.Brier),
            ("Calibration error (ECE) ↓", "ece", x => x.Ece),
        ];
        return Table.Numbers(
            MetricRows.Caption("Metrics of the softmax head (↓ lower is better)", head.Intervals),
            ["Metric", Header("Test", head.Test?.Count), Header(head.TunedName(), head.Tuned()?.Count)],
            rows.Select(x =>
                MetricRows.Row(
                    x.Label,
                    x.Name,
                    head.Tuned() is { } v ? x.Value(v) : null,
                    head.Test is { } t ? x.Value(t) : null,
                    head.Intervals,
                    head.Tuned()?.Undefined,
                    head.Test?.Undefined
                )
            )
        );
    }

    private static string Header(string split, int? count) => count is { } n ? $"{split} ({Figures.Count(n)})" : split;

    private static Markup PerClass(
        MulticlassMetrics metrics,
        string images,
        HeadIntervals? all,
        IReadOnlyDictionary<string, ConfidenceInterval>? intervals
    ) =>
        Table.Numbers(
            MetricRows.Caption($"Classes on {images}", all),
            ["Class", "Precision", "Recall", "F1", "Images"],
            metrics.PerClass.Select(
                (x, i) =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(x.Class),
                            .. new (string Name, double? Value)[]
                            {
                                ("precision", x.Precision),
                                ("recall", x.Recall),
                                ("f1", x.F1),
                            }.Select(y =>
                                MetricRows.Figure($"perClass[{i}].{y.Name}", y.Value, intervals, metrics.Undefined)
                            ),
                            Table.Text(Figures.Count(x.Support)),
                        ]
            )
        );
}
