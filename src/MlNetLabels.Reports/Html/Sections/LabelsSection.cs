using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The label heads' metrics, each label with its threshold, and a slider to move it.</summary>
internal static class LabelsSection
{
    public static Section? Create(ReportContent report)
    {
        if (report.Heads.Labels is not { } head || (head.Test ?? head.Tuned()) is not { } metrics)
            return null;
        string images = head.Test is null ? head.TunedImages() : "test images";
        var intervals = head.Test is null ? head.Intervals?.Validation : head.Intervals?.Test;
        return new(
            "labels",
            "Labels",
            "Each label is judged on its own and given where its probability reaches its threshold. A higher "
                + "threshold gives fewer labels, more of them right.",
            Markup.Format(
                $"""
                {ThresholdExplorer.Create(report)}{PerLabel(metrics, images, head.Intervals, intervals)}{Metrics(head)}
                {MetricRows.Note((head.Intervals?.Test ?? head.Intervals?.Validation)?.Values)}
                {LabelSetsSection.Create(report.LabelSets)}{Choices(report.Model)}
                """
            )
        );
    }

    private static Markup PerLabel(
        MultiLabelMetrics metrics,
        string images,
        HeadIntervals? all,
        IReadOnlyDictionary<string, ConfidenceInterval>? intervals
    ) =>
        Table.Numbers(
            MetricRows.Caption($"Labels on {images}", all),
            ["Label", "Threshold", "Precision", "Recall", "F1", "Average precision", "AUROC", "ECE ↓", "Images"],
            metrics.PerLabel.Select(
                (x, i) =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(x.Label),
                            Table.Text(Figures.Number(x.Threshold)),
                            .. new (string Name, double? Value)[]
                            {
                                ("precision", x.Precision),
                                ("recall", x.Recall),
                                ("f1", x.F1),
                                ("averagePrecision", x.AveragePrecision),
                                ("auroc", x.Auroc),
                                ("ece", x.Ece),
                            }.Select(y =>
                                MetricRows.Figure($"perLabel[{i}].{y.Name}", y.Value, intervals, metrics.Undefined)
                            ),
                            Table.Text(Figures.Count(x.Support)),
                        ]
            )
        );

    private static Markup Choices(ModelReport model)
    {
        if (model.ThresholdChoices is not { Count: > 0 } choices)
            return Markup.Empty;
        return Table.Folded(
            "What other ways of choosing the thresholds would have given",
            Table.Numbers(
                "Threshold choices on the images held out from the heads",
                ["Label", "Rule", "Threshold", "Precision", "Recall", "F1"],
                choices.Select(x =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(x.Label),
                            Table.Text(
                                x.Rule + (x.InUse ? " (in use)" : "") + (x.Reason is { } reason ? $": {reason}" : "")
                            ),
                            Table.Text(Figures.Number(x.Threshold)),
                            Table.Text(Figures.Percent(x.Precision)),
                            Table.Text(Figures.Percent(x.Recall)),
                            Table.Text(Figures.Number(x.F1)),
                        ]
                )
            )
        );
    }

    private static Markup Metrics(HeadReport<MultiLabelMetrics> head)
    {
        (string Label, string Name, Func<MultiLabelMetrics, double?> Value)[] rows =
        [
            ("Micro F1", "microF1", x => x.MicroF1),
            ("Macro F1", "macroF1", x => x.MacroF1),
            ("F1 by image", "samplesF1", x => x.SamplesF1),
            ("Mean average precision", "mapMacro", x => x.MapMacro),
            ("Whole label set right", "subsetAccuracy", x => x.SubsetAccuracy),
            ("Label ranking average precision", "lrap", x => x.Lrap),
            ("Hamming loss ↓", "hammingLoss", x => x.HammingLoss),
            ("Ranking loss ↓", "rankingLoss", x => x.RankingLoss),
            ("Coverage error ↓", "coverageError", x => x.CoverageError),
            ("Log loss ↓", "logLoss", x => x.LogLoss),
            ("Brier score ↓", "brier", x => x.Brier),
        ];
        return Table.Numbers(
            MetricRows.Caption("Metrics of the label heads (↓ lower is better)", head.Intervals),
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
}
