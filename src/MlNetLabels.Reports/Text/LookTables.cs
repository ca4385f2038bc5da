using SummaryTable = (
    string Title,
    System.Collections.Generic.IReadOnlyList<string> Headers,
    System.Collections.Generic.IReadOnlyList<System.Collections.Generic.IReadOnlyList<string>> Rows
);

namespace MlNetLabels.Reports.Text;

/// <summary>
/// What deserves a look, as lists of file names: the summaries' share of what the page shows as pictures.
/// </summary>
internal static class LookTables
{
    private const int Shown = 5;

    public static IEnumerable<SummaryTable> Create(ReportContent report)
    {
        if (report.Images is { } images)
        {
            yield return ("Most confident mistakes", ["file", "is", "given", "loss"], Judged(images.Mistakes));
            yield return ("Top losses", ["file", "is", "given", "loss"], Judged(images.TopLosses));
            yield return (
                SwitchedOff.IsDomainCheckOff(report)
                    ? "Out of domain and answered, the surest"
                    : "Out of domain and accepted, the surest",
                ["file", "set", "given"],
                [
                    .. images
                        .MostConfidentOutOfDomain.Where(x => x.Verdict is "Class" or "Labels")
                        .Take(Shown)
                        .Select(x => (IReadOnlyList<string>)[x.File, x.Set ?? "", Answer(x)]),
                ]
            );
        }
        if (report.Audit is { } audit)
        {
            yield return ("Data audit", ["finding", "count"], Findings(report.Data, audit));
            yield return (
                "Test images with a duplicate in training",
                ["figure", "all test images", "without them", "them alone"],
                [
                    .. (audit.Leakage?.Effects ?? []).Select(x =>
                        (IReadOnlyList<string>)
                            [
                                $"{x.Head} {MetricNames.InWords(x.Metric)}",
                                MetricNames.Format(x.Metric, x.All),
                                MetricNames.Format(x.Metric, x.WithoutLeaked),
                                MetricNames.Format(x.Metric, x.LeakedOnly),
                            ]
                    ),
                ]
            );
            yield return (
                "Labels that are probably wrong, the most probable",
                ["file", "label", "given", "probably", "probability of wrong"],
                [
                    .. (audit.LabelErrors?.Suspects ?? [])
                        .Take(Shown)
                        .Select(x =>
                            (IReadOnlyList<string>)
                                [
                                    x.Image.File,
                                    x.Label ?? "",
                                    x.Given,
                                    x.Suggested,
                                    Figures.Number(x.ProbabilityOfWrong),
                                ]
                        ),
                ]
            );
        }
    }

    private static IReadOnlyList<string>[] Judged(IReadOnlyList<JudgedImage>? images) =>
        [
            .. (images ?? [])
                .Take(Shown)
                .Select(x => (IReadOnlyList<string>)[x.File, Names(x.Truth ?? []), Answer(x), Figures.Number(x.Loss)]),
        ];

    private static string Answer(JudgedImage image) =>
        (image.Softmax ?? image.Labels) is { } answer ? AnswerText.Format(answer) : Figures.Absent;

    private static string Names(IReadOnlyList<string> names) =>
        names.Count == 0 ? "no label" : string.Join(", ", names);

    private static IReadOnlyList<string>[] Findings(DataReport data, DataAuditReport audit) =>
        [
            ["images audited", Figures.Count(audit.Images)],
            ["files skipped", Figures.Count(data.Skipped.Count)],
            ["known negatives", Figures.Count(audit.WithoutLabel)],
            ["images of the most frequent class or label for one of the rarest", Figures.Number(audit.Imbalance, 1)],
            ["images with an equal file", Figures.Count(audit.Exact.Images)],
            ["groups of equal files across splits", Figures.Count(audit.Exact.AcrossSplits)],
            ["images nearly equal to another", audit.Near is { } near ? Figures.Count(near.Images) : Figures.Absent],
            [
                "groups of nearly equal images across splits",
                audit.Near is { } groups ? Figures.Count(groups.AcrossSplits) : Figures.Absent,
            ],
            ["test images with a duplicate in training", Figures.Count(audit.Leakage?.Leaked ?? 0)],
            [
                "labels that are probably wrong",
                audit.LabelErrors is { } errors ? Figures.Count(errors.Count) : Figures.Absent,
            ],
        ];
}
