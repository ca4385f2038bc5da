using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Whether a probability of 0.8 means right in 8 of 10 cases.</summary>
internal static class CalibrationSection
{
    public static Section? Of(EvaluationReport report)
    {
        var heads = report.Calibration?.Present().Where(x => (x.Value.After ?? x.Value.Before) is not null).ToList() ?? [];
        if (heads.Count == 0) return null;
        return new("calibration", "Calibration", "Whether probabilities mean what they say: of predictions made with 0.8, eight in ten should be right. Points on the diagonal are honest, below it overconfident.",
            Markup.Of($"<div class=\"charts\">{heads.Select(x => Diagram(x.Head, x.Value))}</div>"));
    }

    private static Markup Diagram(string head, CalibrationDiagrams diagrams) => Chart.Of("reliability", [("head", head)],
        Markup.Of($"<span class=\"key {head}\">{(head == HeadNames.Softmax ? "Softmax" : "Labels")}</span> stated probability against how often right"),
        $"Reliability of the {HeadNames.InWords(head)}.{Words("Before calibration", diagrams.Before)}{Words("After calibration", diagrams.After)}",
        Markup.Join(new[] { ("Before calibration", diagrams.Before), ("After calibration", diagrams.After) }.Where(x => x.Item2 is not null).Select(x => Bins(x.Item1, x.Item2!))));

    private static string Words(string when, ReliabilityDiagram? diagram) =>
        diagram is null ? "" : $" {when}: calibration error {Figures.Number(diagram.Ece)}, Brier score {Figures.Number(diagram.Brier)}, log-loss {Figures.Number(diagram.LogLoss)}.";

    private static Markup Bins(string when, ReliabilityDiagram diagram) => Table.Numbers($"{when}: ECE {Figures.Number(diagram.Ece)}, Brier {Figures.Number(diagram.Brier)}, log-loss {Figures.Number(diagram.LogLoss)}",
        ["Probability", "Predictions", "Mean probability", "Right"],
        diagram.Bins.Where(x => x.Count > 0).Select(x => (IEnumerable<Markup>)
        [
            Table.Text($"{Figures.Number(x.Lower, 2)} – {Figures.Number(x.Upper, 2)}"), Table.Text(Figures.Count(x.Count)),
            Table.Text(Figures.Number(x.MeanProbability)), Table.Text(Figures.Percent(x.Observed)),
        ]));
}
