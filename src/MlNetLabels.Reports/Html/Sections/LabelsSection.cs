using MlNetLabels.Metrics;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The label heads' metrics, each label with its threshold, and a slider to move it.</summary>
internal static class LabelsSection
{
    public static Section? Of(EvaluationReport report)
    {
        if (report.Heads.Labels is not { } head || (head.Test ?? head.Validation) is not { } metrics) return null;
        string images = head.Test is null ? "validation" : "test";
        return new("labels", "Labels", "Each label is judged on its own and given where its probability reaches its threshold. A higher threshold gives fewer labels, more of them right.",
            Markup.Of($"{Explorer(report, metrics)}<div class=\"beside\">{PerLabel(metrics, images)}{Metrics(head)}</div>{Choices(report.Model)}"));
    }

    private static Markup PerLabel(MultiLabelMetrics metrics, string images) => Table.Numbers($"Labels on {images} images",
        ["Label", "Threshold", "Precision", "Recall", "F1", "Average precision", "AUROC", "ECE ↓", "Images"],
        metrics.PerLabel.Select(x => (IEnumerable<Markup>)
        [
            Markup.Name(x.Label), .. Enumerable.Select<double?, Markup>([x.Threshold, x.Precision, x.Recall, x.F1, x.AveragePrecision, x.Auroc, x.Ece], y => Table.Text(Figures.Number(y))),
            Table.Text(Figures.Count(x.Support)),
        ]));

    private static Markup Choices(ModelReport model)
    {
        if (model.ThresholdChoices is not { Count: > 0 } choices) return Markup.Empty;
        return Table.Folded("What other ways of choosing the thresholds would have given", Table.Numbers("Threshold choices on validation images",
            ["Label", "Rule", "Threshold", "Precision", "Recall", "F1"],
            choices.Select(x => (IEnumerable<Markup>)
            [
                Markup.Name(x.Label), Table.Text(x.Rule + (x.InUse ? " (in use)" : "") + (x.Reason is { } reason ? $": {reason}" : "")),
                .. Enumerable.Select<double?, Markup>([x.Threshold, x.Precision, x.Recall, x.F1], y => Table.Text(Figures.Number(y))),
            ])));
    }

    private static Markup Metrics(HeadReport<MultiLabelMetrics> head)
    {
        (string Label, string Name, Func<MultiLabelMetrics, double?> Value)[] rows =
        [
            ("Micro F1", "microF1", x => x.MicroF1), ("Macro F1", "macroF1", x => x.MacroF1), ("F1 by image", "samplesF1", x => x.SamplesF1), ("Mean average precision", "mapMacro", x => x.MapMacro),
            ("Whole label set right", "subsetAccuracy", x => x.SubsetAccuracy), ("Label ranking average precision", "lrap", x => x.Lrap), ("Hamming loss ↓", "hammingLoss", x => x.HammingLoss),
            ("Ranking loss ↓", "rankingLoss", x => x.RankingLoss), ("Coverage error ↓", "coverageError", x => x.CoverageError), ("Log loss ↓", "logLoss", x => x.LogLoss), ("Brier score ↓", "brier", x => x.Brier),
        ];
        return Table.Numbers("Metrics of the label heads (↓ lower is better)", [" ", Header("Test", head.Test?.Count), Header("Validation", head.Validation?.Count)],
            rows.Select(x => MetricRows.Row(x.Label, x.Name, head.Validation is { } v ? x.Value(v) : null, head.Test is { } t ? x.Value(t) : null, head.Intervals, head.Validation?.Undefined, head.Test?.Undefined)));
    }

    private static string Header(string split, int? count) => count is { } n ? $"{split} ({Figures.Count(n)})" : split;

    // Filled by page.js from the threshold curves; without a script the table below says the same for the thresholds in use.
    private static Markup Explorer(EvaluationReport report, MultiLabelMetrics metrics)
    {
        if (report.ThresholdCurves is not { Count: > 0 } curves) return Markup.Empty;
        var inUse = metrics.PerLabel.GroupBy(x => x.Label).ToDictionary(x => x.Key, x => x.First().Threshold);
        return Markup.Of($"""
            <form id="explorer" class="panel" hidden><h3>Move a threshold</h3>
            <div class="controls"><label>Label <select name="label">{curves.Select((x, i) => Markup.Of($"<option value=\"{i}\" data-threshold=\"{Figures.Number(inUse.TryGetValue(x.Label, out double t) ? t : 0.5, 4)}\">{x.Label}</option>"))}</select></label>
            <label class="wide">Threshold <output name="at"></output><input type="range" name="threshold" min="0" max="{ThresholdCurve.Steps}" step="1"></label>
            <button type="button" name="reset">Back to the model's</button></div>
            <dl class="stats" aria-live="polite"><div><dt>Precision</dt><dd data-out="precision"></dd></div><div><dt>Recall</dt><dd data-out="recall"></dd></div><div><dt>F1</dt><dd data-out="f1"></dd></div>
            <div><dt>Given, has it</dt><dd data-out="tp"></dd></div><div><dt>Given, has it not</dt><dd data-out="fp"></dd></div><div><dt>Missed</dt><dd data-out="fn"></dd></div><div><dt>Rightly not given</dt><dd data-out="tn"></dd></div></dl>
            <div class="charts"><figure class="chart-figure"><figcaption>Precision, recall and F1 by threshold</figcaption><div class="chart thresholds" role="img" aria-label="Precision, recall and F1 of the chosen label at every threshold; the figures above give them at the chosen one."></div></figure>
            <figure class="chart-figure"><figcaption>Precision against recall</figcaption><div class="chart precision-recall" role="img" aria-label="Precision against recall of the chosen label over all thresholds."></div></figure></div></form>

            """);
    }
}
