using System.Globalization;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs.Retraining;

/// <summary>Whether a challenger takes the champion's place, and why.</summary>
internal static class Promotion
{
    /// <summary>Decides by figures of the same images.</summary>
    /// <param name="rule">The project's.</param>
    /// <param name="margin">What <see cref="PromotionRule.NotWorse"/> puts up with.</param>
    /// <param name="figures">Champion (A) and challenger (B).</param>
    public static (bool Promote, string Reason) Decide(
        PromotionRule rule,
        double margin,
        IReadOnlyList<ComparedFigure> figures
    )
    {
        ComparedFigure[] better = [.. figures.Where(x => x.IsBetter)],
            worse = [.. figures.Where(x => x.IsWorse)];
        return rule switch
        {
            PromotionRule.Never => (false, "the rule 'never' leaves it to a person: promote it with 'runs promote'"),
            PromotionRule.GatesOnly => (true, "the rule 'gates-only' asks for no more than the gates"),
            _ when worse.Length > 0 => (false, $"worse than the champion beyond chance: {Names(worse)}"),
            PromotionRule.Better when better.Contains(MainFigure(figures)) => (
                true,
                $"better than the champion beyond chance: {Names(better)}"
            ),
            // Calibration or the domain check alone could hide that fewer answers are right.
            PromotionRule.Better when better.Length > 0 => (
                false,
                $"the main figure is not better beyond chance, only {Names(better)}"
            ),
            PromotionRule.Better => (false, "no figure is better than the champion's beyond chance"),
            _ => NotWorse(margin, figures),
        };
    }

    // The interval, not the difference, has to lie above the margin: few images leave it open.
    private static (bool, string) NotWorse(double margin, IReadOnlyList<ComparedFigure> figures)
    {
        var main = MainFigure(figures);
        if (main?.Low is not { } low)
            return (false, "whether it is not worse cannot be told from so few test images");
        return low >= -margin
            ? (true, $"{Name(main)} is worse by no more than {Points(margin)}, if at all: {Interval(main)}")
            : (false, $"{Name(main)} may be worse by more than {Points(margin)}: {Interval(main)}");
    }

    /// <summary>The figure that stands for all: accuracy of classes, macro F1 of labels.</summary>
    private static ComparedFigure? MainFigure(IReadOnlyList<ComparedFigure> figures) =>
        figures.FirstOrDefault(x => x is { Head: "softmax", Metric: "accuracy" })
        ?? figures.FirstOrDefault(x => x is { Head: "labels", Metric: "macroF1" });

    private static string Names(IEnumerable<ComparedFigure> figures) =>
        string.Join(", ", figures.Select(x => $"{Name(x)} {Interval(x)}"));

    private static string Name(ComparedFigure x) =>
        x.Head switch
        {
            "softmax" => $"{MetricNames.InWords(x.Metric)} of the softmax head",
            "labels" => $"{MetricNames.InWords(x.Metric)} of the label heads",
            _ => $"{MetricNames.InWords(x.Metric)} of the domain check",
        };

    private static string Interval(ComparedFigure x) =>
        x is { Low: not null, High: not null, Difference: not null }
            ? $"{MetricNames.Difference(x.Metric, x.Difference)} ({MetricNames.Differences(x.Metric, x.Low, x.High)})"
            : "";

    private static string Points(double margin) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * margin:0.#} points");
}
