namespace MlNetLabels.Reports.Html.Sections;

/// <summary>
/// A slider for each label's threshold; labels.js moves it. Where no script runs, the tables say the same.
/// </summary>
internal static class ThresholdExplorer
{
    private const int LabelsInTables = 40,
        StepsInTables = 10;

    public static Markup Create(ReportContent report)
    {
        if (report.ThresholdCurves is not { Count: > 0 } curves)
            return Markup.Empty;
        var labels = curves.Select((x, i) => Markup.Format($"<option value=\"{i}\">{x.Label}</option>"));
        return Markup.Format(
            $"""
            <form id="explorer" class="panel" hidden><h3>Move a threshold</h3>
            <div class="controls"><label>Label <select name="label">{labels}</select></label>
            <label class="wide">Threshold <output name="at"></output>
            <input type="range" name="threshold" min="0" max="{ThresholdCurve.Steps}" step="1"></label>
            <button type="button" name="reset">Back to the model's</button></div>
            {Results}
            <div class="charts">{ThresholdChart}
            {(report.PrecisionRecallCurves is { Count: > 0 } ? RecallChart : Markup.Empty)}</div>
            <p class="note">A threshold that is moved by looking at test images flatters itself: choose it with
            <code>train --threshold</code>, which looks at images held out from training alone.</p></form>
            {Table.Folded(
                "Figures behind the charts",
                Markup.Format($"{ByThreshold(curves)}{ByRecall(report.PrecisionRecallCurves)}")
            )}

            """
        );
    }

    private static Markup Results =>
        Markup.Format(
            $"""
            <dl class="stats" aria-live="polite"><div><dt>Precision</dt><dd data-out="precision"></dd></div>
            <div><dt>Recall</dt><dd data-out="recall"></dd></div><div><dt>F1</dt><dd data-out="f1"></dd></div>
            <div><dt>Given, has it</dt><dd data-out="tp"></dd></div>
            <div><dt>Given, has it not</dt><dd data-out="fp"></dd></div>
            <div><dt>Missed</dt><dd data-out="fn"></dd></div>
            <div><dt>Rightly not given</dt><dd data-out="tn"></dd></div></dl>
            """
        );

    private static Markup ThresholdChart =>
        Figure(
            "Precision, recall and F1 by threshold",
            "thresholds",
            "Precision, recall and F1 of the chosen label at every threshold; the figures above give them at the chosen "
                + "one."
        );

    private static Markup RecallChart =>
        Figure(
            "Precision against recall",
            "precision-recall",
            "Precision against recall of the chosen label over all thresholds, the other labels' curves behind it."
        );

    private static Markup Figure(string title, string kind, string alternative) =>
        Markup.Format(
            $"""
            <figure class="chart-figure"><figcaption>{title}</figcaption>
            <div class="chart {kind}" role="img" aria-label="{alternative}"></div></figure>
            """
        );

    private static Markup ByThreshold(IReadOnlyList<ThresholdCurve> curves) =>
        Table.Numbers(
            $"Precision and recall by threshold{Shown(curves.Count)}",
            [
                "Label",
                .. Enumerable.Range(1, StepsInTables - 1).Select(x => Figures.Number(x / (double)StepsInTables, 1)),
            ],
            curves
                .Take(LabelsInTables)
                .Select(curve =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(curve.Label),
                            .. Enumerable
                                .Range(1, StepsInTables - 1)
                                .Select(x => Pair(curve, x * ThresholdCurve.Steps / StepsInTables)),
                        ]
                )
        );

    private static Markup Pair(ThresholdCurve curve, int step)
    {
        int right = curve.TruePositives[step],
            given = right + curve.FalsePositives[step];
        return Markup.Format(
            $"{Figures.Percent(given == 0 ? null : (double)right / given)} "
                + $"<small>{Figures.Percent(curve.Positives == 0 ? null : (double)right / curve.Positives)}</small>"
        );
    }

    private static Markup ByRecall(IReadOnlyList<PrecisionRecallCurve>? curves)
    {
        if (curves is not { Count: > 0 })
            return Markup.Empty;
        double[] recalls = [0.5, 0.8, 0.9, 0.95, 1];
        return Table.Numbers(
            $"Best precision at a recall of at least{Shown(curves.Count)}",
            ["Label", .. recalls.Select(x => Figures.Percent(x)), "Average precision"],
            curves
                .Take(LabelsInTables)
                .Select(curve =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(curve.Label),
                            .. recalls.Select(x => Table.Text(Figures.Percent(Best(curve, x)))),
                            Table.Text(Figures.Number(curve.AveragePrecision)),
                        ]
                )
        );
    }

    private static double? Best(PrecisionRecallCurve curve, double recall) =>
        curve.Recall.Zip(curve.Precision).Where(x => x.First >= recall).Select(x => (double?)x.Second).Max();

    private static string Shown(int labels) =>
        labels > LabelsInTables ? $" (the first {LabelsInTables} of {labels} labels)" : "";
}
