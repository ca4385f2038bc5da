namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The two heads' arithmetic to play with; losses.js fills it.</summary>
internal static class LossesSection
{
    public static Section Create(ReportContent report) =>
        new(
            "losses",
            "Losses",
            "Both heads start from the same kind of number, a logit for each name. What they make of it differs: "
                + "softmax looks at the differences between logits, sigmoid at each alone.",
            Markup.Format(
                $"""
                <div id="losses-panel" class="panel" hidden data-names="{string.Join('\n', Names(report))}"></div>
                <p class="note">Add the same amount to all logits: softmax does not move, every sigmoid does. That is why
                softmax cannot say “none of these”, and label heads can.</p>
                """
            )
        );

    private static IEnumerable<string> Names(ReportContent report)
    {
        var own = report.Model.Classes.Count > 0 ? report.Model.Classes : report.Model.Labels;
        return own.Count >= 3 ? own.Take(3) : own.Concat(["something else", "a third thing"]).Take(3);
    }
}
