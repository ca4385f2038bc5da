using MlNetLabels.Reports.Building;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Whether a probability of 0.8 means right in 8 of 10 cases.</summary>
internal static class CalibrationSection
{
    // What rounds to the same three decimals or next to them.
    private const double Same = 0.001;

    public static Section? Create(ReportContent report)
    {
        var heads = report.Calibration?.Present().Where(x => Diagrams(x.Value).Any()).ToList() ?? [];
        if (heads.Count == 0)
            return null;
        return new(
            "calibration",
            "Calibration",
            "Whether probabilities mean what they say: of predictions made with 0.8, eight in ten should be right. "
                + "Points on the diagonal are honest, below it overconfident; the bars say how many predictions a point "
                + "rests on, the upright lines (thin ones before calibration) where a point would lie in 95 of 100 cases if the "
                + "probabilities were right; neighbouring bins are joined until each holds ten predictions. Few images make a calibration "
                + "error of their own: beside it stands what a perfectly calibrated model would score on as many.",
            Markup.Format(
                $"<div class=\"charts\">{heads.Select(x => Diagram(x.Head, x.Value))}</div>{Scores(heads)}<ul "
                    + $"class=\"points\">{heads.Select(x => Words(x.Head, x.Value, Of(report, x.Head)))}</ul>"
            )
        );
    }

    private static IEnumerable<(string When, ReliabilityDiagram Diagram)> Diagrams(CalibrationDiagrams diagrams)
    {
        if (diagrams.Before is { } before)
            yield return ("before calibration", before);
        if (diagrams.After is { } after)
            yield return (diagrams.Before is null ? "as trained" : "after calibration", after);
    }

    private static Markup Scores(IEnumerable<(string Head, CalibrationDiagrams Value)> heads) =>
        Table.Numbers(
            "Calibration on test images (↓ lower is better)",
            [
                "Probabilities",
                "Calibration error (ECE) ↓",
                "Of a perfect model: mean, 95% up to",
                "p",
                "Debiased (RMS) ↓",
                "Brier score ↓",
                "Log loss ↓",
            ],
            heads.SelectMany(x =>
                Diagrams(x.Value)
                    .Select(y =>
                        (IEnumerable<Markup>)
                            [
                                Markup.Format(
                                    $"<span class=\"key {x.Head}\">{HeadNames.Title(x.Head)}</span> {y.When}"
                                ),
                                Table.Text(Figures.Number(y.Diagram.Ece)),
                                .. Noise(y.Diagram.Noise),
                                .. new[] { y.Diagram.Brier, y.Diagram.LogLoss }.Select(figure =>
                                    Table.Text(Figures.Number(figure))
                                ),
                            ]
                    )
            )
        );

    private static IEnumerable<Markup> Noise(CalibrationNoiseReport? noise) =>
        [
            Table.Text(noise is null ? Figures.Absent : $"{Figures.Number(noise.Mean)}, {Figures.Number(noise.Upper)}"),
            Table.Text(Figures.PValue(noise?.PValue)),
            Table.Text(Figures.Number(noise?.DebiasedRms)),
        ];

    private static CalibrationSummary? Of(ReportContent report, string head) =>
        head == HeadNames.Softmax ? report.Model.Calibration?.Softmax : report.Model.Calibration?.Labels;

    // Calibration is fitted on images held out, which are few: whether it helps is for test images to say.
    private static Markup Words(string head, CalibrationDiagrams diagrams, CalibrationSummary? calibration)
    {
        if (calibration?.KeptAsTrained is { } kept)
            return Markup.Format($"<li>The {HeadNames.InWords(head)}: probabilities as trained, since {kept}.</li>");
        if (calibration?.NotFitted is { } notFitted)
            return Markup.Format(
                $"""
                <li><strong>The {HeadNames.InWords(
                    head
                )}: not calibrated</strong>, since {notFitted}.</li>
                """
            );
        if (
            diagrams
            is not {
                Before: { Ece: { } eceBefore, LogLoss: { } lossBefore },
                After: { Ece: { } ece, LogLoss: { } loss }
            }
        )
            return calibration?.NotFittedFor is { } none && diagrams.Before is null
                ? Markup.Format(
                    $"<li>The {HeadNames.InWords(head)}: probabilities as trained; <strong>not calibrated</strong>: {none}.</li>"
                )
                : Markup.Empty;
        // As little as a faultless model is off by on so few images tells nothing of either.
        double? byChance = diagrams.After.Noise?.Upper;
        bool isChance = Math.Max(ece, eceBefore) <= byChance;
        string verdict = (
            isChance,
            Math.Abs(ece - eceBefore) < Same && Math.Abs(loss - lossBefore) < Same,
            ece <= eceBefore,
            loss <= lossBefore
        ) switch
        {
            (_, true, _, _) => "it changed next to nothing",
            (true, _, _, _) => "it changed nothing beyond chance",
            (_, _, true, true) => "it helped",
            (_, _, false, false) => "it did harm",
            _ => "it is no clear gain",
        };
        string noise = isChance ? $", up to {Figures.Number(byChance)} by chance alone" : "";
        string but = calibration?.NotFittedFor is { } some ? $", but not for {some}" : "";
        return Markup.Format(
            $"<li>Calibration of the {HeadNames.InWords(head)}, fitted on images held out{but}: {verdict} on these test "
                + $"images (calibration error {Figures.Number(eceBefore)} before, {Figures.Number(ece)} after{noise}; log loss "
                + $"{Figures.Number(lossBefore)} and {Figures.Number(loss)}).</li>"
        );
    }

    private static Markup Diagram(string head, CalibrationDiagrams diagrams) =>
        !Diagrams(diagrams).Any(x => x.Diagram.Bins.Count > 0)
            ? Markup.Format(
                $"""
                <p class="note">{HeadNames.Title(head)}: fewer than {MergedBins.FewestPredictions} predictions, of which
                no diagram is drawn.</p>
                """
            )
            : Chart.Create(
                "reliability",
                [("head", head)],
                Markup.Format(
                    $"<span class=\"key {head}\">{HeadNames.Title(head)}</span>: stated probability against how often right"
                ),
                $"Reliability of the {HeadNames.InWords(head)}. "
                    + $"{string.Join(" ", Diagrams(diagrams).Select(x => $"Calibration error {Figures.Number(x.Diagram.Ece)} {x.When}."))}",
                Markup.Join(Diagrams(diagrams).Select(x => Bins(x.When, x.Diagram)))
            );

    private static Markup Bins(string when, ReliabilityDiagram diagram) =>
        Table.Numbers(
            $"Bins {when}",
            ["Probability", "Predictions", "Mean probability", "Right", "Consistent with it"],
            diagram
                .Bins.Where(x => x.Count > 0)
                .Select(x =>
                    (IEnumerable<Markup>)
                        [
                            Table.Text($"{Figures.Number(x.Lower, 2)} – {Figures.Number(x.Upper, 2)}"),
                            Table.Text(Figures.Count(x.Count)),
                            Table.Text(Figures.Number(x.MeanProbability)),
                            Table.Text(Figures.Percent(x.Observed)),
                            Table.Text(
                                x is { ConsistentLow: { } low, ConsistentHigh: { } high }
                                    ? $"{Figures.Percent(low)} to {Figures.Percent(high)}"
                                    : Figures.Absent
                            ),
                        ]
                )
        );
}
