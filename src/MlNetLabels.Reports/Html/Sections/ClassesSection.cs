using MlNetLabels.Metrics;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The softmax head's metrics, its confusion matrix and its classes.</summary>
internal static class ClassesSection
{
    private const int LargestMatrix = 25, WorstPairs = 40, HeatSteps = 10;

    public static Section? Of(EvaluationReport report)
    {
        if (report.Heads.Softmax is not { } head || (head.Test ?? head.Validation) is not { } metrics) return null;
        string images = head.Test is null ? "validation" : "test";
        return new("classes", "Classes", "The softmax head on images it never saw. Validation figures flatter a little: penalty and temperature were chosen there.", Markup.Of($"""
            <div class="beside">{(metrics.PerClass.Count <= LargestMatrix ? Matrix(metrics, images) : Pairs(metrics, images))}{PerClass(metrics, images)}</div>
            {(metrics.PerClass.Count <= LargestMatrix ? Markup.Of($"<p class=\"note\">Rows of the matrix are true classes, columns predicted ones, with the share of the row below the count. Click a wrong cell to see its images.</p>") : Markup.Empty)}
            {Metrics(head)}
            """));
    }

    private static Markup Metrics(HeadReport<MulticlassMetrics> head)
    {
        (string Label, string Name, Func<MulticlassMetrics, double?> Value)[] rows =
        [
            ("Accuracy", "accuracy", x => x.Accuracy), ("Balanced accuracy", "balancedAccuracy", x => x.BalancedAccuracy), ("Macro F1", "macroF1", x => x.MacroF1),
            ("Weighted F1", "weightedF1", x => x.WeightedF1), ("Top-2 accuracy", "top2Accuracy", x => x.Top2Accuracy), ("Matthews correlation", "mcc", x => x.Mcc),
            ("Cohen's kappa", "kappa", x => x.Kappa), ("AUROC (one against rest)", "auroc", x => x.Auroc), ("Log loss ↓", "logLoss", x => x.LogLoss),
            ("Brier score ↓", "brier", x => x.Brier), ("Calibration error (ECE) ↓", "ece", x => x.Ece),
        ];
        return Table.Numbers("Metrics of the softmax head (↓ lower is better)", [" ", Header("Test", head.Test?.Count), Header("Validation", head.Validation?.Count)],
            rows.Select(x => MetricRows.Row(x.Label, x.Name, head.Validation is { } v ? x.Value(v) : null, head.Test is { } t ? x.Value(t) : null, head.Intervals, head.Validation?.Undefined, head.Test?.Undefined)));
    }

    private static string Header(string split, int? count) => count is { } n ? $"{split} ({Figures.Count(n)})" : split;

    private static Markup PerClass(MulticlassMetrics metrics, string images) => Table.Numbers($"Classes on {images} images", ["Class", "Precision", "Recall", "F1", "Images"],
        metrics.PerClass.Select(x => (IEnumerable<Markup>)
            [Markup.Name(x.Class), Table.Text(Figures.Number(x.Precision)), Table.Text(Figures.Number(x.Recall)), Table.Text(Figures.Number(x.F1)), Table.Text(Figures.Count(x.Support))]));

    private static Markup Matrix(MulticlassMetrics metrics, string images) => Markup.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion"><caption>Confusion matrix</caption>
        <thead><tr><td></td>{metrics.PerClass.Select(x => Markup.Of($"<th scope=\"col\"><span>{Markup.Name(x.Class)}</span></th>"))}</tr></thead>
        <tbody>{metrics.Confusion.Select((row, i) => Markup.Of($"<tr><th scope=\"row\">{Markup.Name(metrics.PerClass[i].Class)}</th>{row.Select((n, j) => Cell(metrics, row, i, j))}</tr>"))}</tbody></table></div>

        """);

    private static Markup Cell(MulticlassMetrics metrics, int[] row, int i, int j)
    {
        int total = row.Sum();
        double? rate = total == 0 ? null : (double)row[j] / total;
        var content = Markup.Of($"{row[j]}<small>{Figures.Percent(rate)}</small>");
        if (i != j && row[j] > 0)
            content = Markup.Of($"<button type=\"button\" class=\"cell\" data-truth=\"{metrics.PerClass[i].Class}\" data-given=\"{metrics.PerClass[j].Class}\">{content}</button>");
        return Markup.Of($"<td class=\"{(i == j ? "hit" : "miss")} heat-{(int)Math.Round((rate ?? 0) * HeatSteps)}\">{content}</td>");
    }

    private static Markup Pairs(MulticlassMetrics metrics, string images)
    {
        var pairs = metrics.Confusion.SelectMany((row, i) => row.Select((count, j) => (Truth: i, Given: j, Count: count, Total: metrics.PerClass[i].Support)))
            .Where(x => x.Truth != x.Given && x.Count > 0).OrderByDescending(x => x.Count).Take(WorstPairs);
        return Table.Numbers($"Classes most often taken for each other on {images} images (the whole matrix is in report.json)", ["True class", "Predicted as", "Images", "Share of the true class"],
            pairs.Select(x => (IEnumerable<Markup>)
            [
                Markup.Name(metrics.PerClass[x.Truth].Class), Markup.Name(metrics.PerClass[x.Given].Class), Table.Text(Figures.Count(x.Count)),
                Table.Text(Figures.Percent(x.Total == 0 ? null : (double)x.Count / x.Total)),
            ]));
    }
}
