namespace MlNetLabels.Reports.Text;

/// <summary>The tables that the console and Markdown summaries share.</summary>
internal static class SummaryTables
{
    public static IEnumerable<(
        string Title,
        IReadOnlyList<string> Headers,
        IReadOnlyList<IReadOnlyList<string>> Rows
    )> Create(ReportContent report)
    {
        bool auroc = LargestProbabilityAuroc.Applies(report);
        (string, IReadOnlyList<string>, IReadOnlyList<IReadOnlyList<string>>)[] tables =
        [
            (
                "Largest probability per image",
                [
                    "head",
                    "images",
                    "count",
                    "mean",
                    "max",
                    "min",
                    "above 90%",
                    "no label",
                    "sum",
                    .. auroc ? ["AUROC"] : Array.Empty<string>(),
                ],
                Confidence(report, auroc)
            ),
            ("Decisions", ["head", "images", "answered", "right of answered", "sure and wrong"], Decisions(report)),
            (
                "Out-of-domain scores",
                [
                    "score",
                    "head",
                    "set",
                    "AUROC",
                    "AUPR in",
                    "AUPR out",
                    "FPR, 95% of set caught",
                    "FPR, 95% of in-domain kept",
                    "rejected",
                    "let through, sure",
                ],
                Scores(report)
            ),
            (StrangersText.Title, StrangersText.Headers, [.. (report.Strangers ?? []).Select(StrangersText.Cells)]),
            (
                SetsText.Title,
                SetsText.Headers(report.DomainCheck),
                [.. (report.PredictionSets ?? []).Select(row => SetsText.Cells(row, report.DomainCheck))]
            ),
            (EngineRows.Title, EngineRows.Headers, EngineRows.Create(report)),
            ("Domain check in domain", ["score", "images", "accepted", "promised"], Check(report.DomainCheck)),
            (
                "Known negatives: no label said",
                [
                    "images",
                    "count",
                    "with them",
                    "without them",
                    "softmax above 90%",
                    "verdict None",
                    "verdict Rejected",
                ],
                Negatives(report)
            ),
            (
                "In-domain errors when the least sure are left out",
                ["ranked by", "head", "area under risk-coverage", "errors at 100%", "at 90%", "at 80%"],
                RiskCoverage(report)
            ),
            ("Softmax head", ["metric", "test", "95% interval", Tuned(report.Heads.Softmax)], Softmax(report.Heads)),
            ("Label heads", ["metric", "test", "95% interval", Tuned(report.Heads.Labels)], Labels(report.Heads)),
            .. LookTables.Create(report),
            ("Gates", ["gate", "figure", "bound", "result"], Gates(report)),
        ];
        return tables.Where(x => x.Item3.Count > 0);
    }

    private static IReadOnlyList<string>[] Confidence(ReportContent report, bool auroc) =>
        [
            .. report
                .Confidence.Present()
                .SelectMany(head =>
                    head.Value.OutOfDomain.Select(x => (Set: x.Key, Name: x.Key, Summary: x.Value))
                        .Prepend((Set: "", Name: "in domain", Summary: head.Value.InDomain))
                        .Select(x =>
                            (IReadOnlyList<string>)
                                [
                                    head.Head,
                                    x.Name,
                                    Figures.Count(x.Summary.Count),
                                    Figures.Number(x.Summary.Mean, 4),
                                    Figures.Number(x.Summary.Max, 4),
                                    Figures.Number(x.Summary.Min, 4),
                                    Figures.Percent(x.Summary.ShareAbove90),
                                    head.Head == HeadNames.Softmax ? "never" : Figures.Percent(x.Summary.ShareNone),
                                    $"{Figures.Number(x.Summary.SumMin, 2)} to {Figures.Number(x.Summary.SumMax, 2)}",
                                    .. auroc
                                        ?
                                        [
                                            x.Set.Length == 0
                                                ? ""
                                                : Figures.Number(
                                                    LargestProbabilityAuroc.Find(report, head.Head, x.Set)
                                                ),
                                        ]
                                        : Array.Empty<string>(),
                                ]
                        )
                ),
        ];

    private static IReadOnlyList<string>[] Decisions(ReportContent report) =>
        [
            .. DecisionRows
                .Shown(report)
                .SelectMany(row =>
                    row.OutOfDomain.Select(x => (Name: x.Key, Outcome: x.Value))
                        .Prepend((Name: "in domain", Outcome: row.InDomain))
                        .Select(x =>
                            (IReadOnlyList<string>)
                                [
                                    row.Head + DecisionRows.Beside(report, row, $" behind {row.DomainCheck}"),
                                    x.Name,
                                    Figures.Percent(x.Outcome.Accepted),
                                    Figures.Percent(x.Outcome.CorrectOfAccepted),
                                    Figures.Percent(x.Outcome.ConfidentWrong),
                                ]
                        )
                ),
        ];

    private static IReadOnlyList<string>[] Scores(ReportContent report) =>
        [
            .. ScoreRow
                .From(report)
                .Select(x =>
                    (IReadOnlyList<string>)
                        [
                            x.Name,
                            x.Head,
                            x.Images,
                            .. x.Ranks.Select(rank => Figures.Number(rank)),
                            .. x.Shares.Select(Figures.Percent),
                        ]
                ),
        ];

    private static IReadOnlyList<string>[] Check(DomainCheckReport? check) =>
        check is not { IsOn: true, RejectRate: { } rate }
            ? []
            :
            [
                [
                    check.Score,
                    $"{(check.IsCross() ? "held out in turn" : "validation")} {check.CutImages()}",
                    Figures.Percent(check.CutCoverage()),
                    Figures.Percent(1 - rate),
                ],
                .. check.TestImages == 0
                    ? Array.Empty<IReadOnlyList<string>>()
                    :
                    [
                        [
                            check.Score,
                            $"test {check.TestImages}",
                            Figures.Percent(check.TestCoverage),
                            Figures.Percent(1 - rate),
                        ],
                    ],
            ];

    private static IReadOnlyList<string>[] Negatives(ReportContent report) =>
        [
            .. (report.Negatives ?? []).Select(x =>
                (IReadOnlyList<string>)
                    [
                        x.Set,
                        Figures.Count(x.Count),
                        Figures.Percent(x.NoneWith),
                        Figures.Percent(x.NoneWithout),
                        Figures.Percent(x.SoftmaxAbove90),
                        Figures.Percent(x.VerdictNone),
                        Figures.Percent(x.VerdictRejected),
                    ]
            ),
        ];

    private static IReadOnlyList<string>[] RiskCoverage(ReportContent report) =>
        [
            .. (report.RiskCoverage ?? []).Select(x =>
                (IReadOnlyList<string>)
                    [
                        x.Confidence,
                        x.Head,
                        Figures.Number(x.Area, 4),
                        .. new[] { 1, 0.9, 0.8 }.Select(c => Figures.Percent(x.RiskAt(c))),
                    ]
            ),
        ];

    private static string Tuned<TMetrics>(HeadReport<TMetrics>? head)
        where TMetrics : class => head?.TunedName().ToLowerInvariant() ?? "validation";

    private static IReadOnlyList<string>[] Softmax(HeadsReport heads) =>
        heads.Softmax is not { } head
            ? []
            :
            [
                Metric("accuracy", "accuracy", head.Test?.Accuracy, head.Tuned()?.Accuracy, head.Intervals),
                Metric("macro F1", "macroF1", head.Test?.MacroF1, head.Tuned()?.MacroF1, head.Intervals),
                Metric("log loss", "logLoss", head.Test?.LogLoss, head.Tuned()?.LogLoss, head.Intervals),
                Metric("ECE", "ece", head.Test?.Ece, head.Tuned()?.Ece, head.Intervals),
            ];

    private static IReadOnlyList<string>[] Labels(HeadsReport heads) =>
        heads.Labels is not { } head
            ? []
            :
            [
                Metric(
                    "mean average precision",
                    "mapMacro",
                    head.Test?.MapMacro,
                    head.Tuned()?.MapMacro,
                    head.Intervals
                ),
                Metric("micro F1", "microF1", head.Test?.MicroF1, head.Tuned()?.MicroF1, head.Intervals),
                Metric("macro F1", "macroF1", head.Test?.MacroF1, head.Tuned()?.MacroF1, head.Intervals),
                Metric(
                    "whole label set right",
                    "subsetAccuracy",
                    head.Test?.SubsetAccuracy,
                    head.Tuned()?.SubsetAccuracy,
                    head.Intervals
                ),
            ];

    private static IReadOnlyList<string> Metric(
        string title,
        string name,
        double? test,
        double? validation,
        HeadIntervals? intervals
    ) =>
        [
            title,
            MetricNames.Format(name, test),
            intervals?.Test?.TryGetValue(name, out var interval) == true
                ? $"{MetricNames.Format(name, interval.Low)} to {MetricNames.Format(name, interval.High)}"
                : Figures.Absent,
            MetricNames.Format(name, validation),
        ];

    private static IReadOnlyList<string>[] Gates(ReportContent report) =>
        [
            .. (report.Gates ?? []).Select(x =>
                (IReadOnlyList<string>)[x.Name, GateText.Figure(x), GateText.Bound(x), x.Passed ? "passed" : "FAILED"]
            ),
        ];
}
