using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Reports.Text;

/// <summary>
/// The report on one screen: the domain check first where it is off, one table with both heads in and out of domain,
/// with and without the domain check, and the answer to the question which head knows what it does not know.
/// </summary>
internal static class ShortSummary
{
    private const int MostSetsNamed = 3;

    public static string Create(ReportContent report)
    {
        var text = new StringBuilder();
        foreach (string off in SwitchedOff.Describe(report))
            Line(text, off);
        if (GateText.Outcome(report.Gates) is { } gates)
            Line(text, gates);
        Line(text, Title(report));
        if (report.SideBySide.Count > 0)
            text.Append('\n').Append(Table(report)).Append('\n');
        Line(text, SureHeads.Answer(report));
        if (CoverageText.Describe(report.DomainCheck) is { } coverage)
            Line(text, coverage);
        if (report.DomainCheck is { IsOn: true, Warning: { } warning })
            Line(text, $"Note: {warning}");
        if (CoverageText.DescribeUnsure(report) is { } unsure)
            Line(text, unsure);
        if (SetsText.Describe(report) is { } sets)
            Line(text, sets);
        var summary = SummaryText.Create(report);
        // Of a report without test images the headline is the title.
        if (HasTest(report))
            Line(text, summary.Headline);
        Line(text, $"Next: {summary.NextStep}");
        if (Suspects(report) is { } suspects)
            Line(text, suspects);
        if (EngineRows.Sentence(report) is { } engines)
            Line(text, engines);
        foreach (var gate in report.Gates ?? [])
            Line(
                text,
                gate.Value is null
                    ? $"FAILED: {gate.Name} cannot be judged: {gate.Reason}."
                    : $"{(gate.Passed ? "passed" : "FAILED")}: {gate.Name} is {GateText.Figure(gate)}, "
                        + $"{GateText.Bound(gate)} is wanted."
            );
        return text.ToString();
    }

    private static bool HasTest(ReportContent report) =>
        (report.Heads.Softmax?.Test?.Count ?? report.Heads.Labels?.Test?.Count ?? 0) > 0;

    private static string? Suspects(ReportContent report) =>
        report.Audit?.LabelErrors is { Count: > 0 } errors
            ? $"{Figures.Plural(errors.Count, "label")} of the data {(errors.Count == 1 ? "is" : "are")} probably wrong: "
                + $"see the report's Data audit and {Audit.SuspectedLabelsCsv.FileName}."
            : null;

    private static string Title(ReportContent report)
    {
        int test = report.Heads.Softmax?.Test?.Count ?? report.Heads.Labels?.Test?.Count ?? 0;
        if (test == 0)
            return $"{report.Title}: {SummaryText.Create(report).Headline}";
        var (train, validation) = (report.Data.Splits.Train, report.Data.Splits.Validation);
        string own =
            $"{report.Title}: "
            + (train > 0 ? Trained(train, validation, report) : "")
            + $"judged on {Figures.Plural(test, "test image")}";
        var sets = (report.Confidence.Softmax ?? report.Confidence.Labels)?.OutOfDomain;
        if (sets is not { Count: > 0 })
            return own + ".";
        string names = string.Join(", ", sets.Keys.Take(MostSetsNamed)) + (sets.Count > MostSetsNamed ? ", ..." : "");
        return $"{own} and {Figures.Count(sets.Values.Sum(s => s.Count))} out of domain ({names}).";
    }

    private static string Trained(int train, int validation, ReportContent report)
    {
        // A class whose images are all of one group is never held out.
        int? held = new[] { report.Heads.Softmax?.Tuned()?.Count, report.Heads.Labels?.Tuned()?.Count }.Max();
        string same = held < train ? $"{Figures.Count(held.Value)} of them" : "the same";
        return $"trained on {Figures.Plural(train, "image")}, tuned on "
            + (
                report.Data.CrossFolds is { } folds
                    ? $"{same} in {Figures.Count(folds)} folds, "
                    : $"{Figures.Count(validation)}, "
            );
    }

    private static string Table(ReportContent report)
    {
        bool outside = report.SideBySide.Any(row => row.OutOfDomain.Count > 0);
        string[] headers =
        [
            "head",
            "in domain: answered",
            "right",
            "sure and wrong",
            .. outside ? ["out of domain: answered", "sure"] : Array.Empty<string>(),
        ];
        var rows = DecisionRows
            .Shown(report)
            .Select(row =>
            {
                var sets = row.OutOfDomain.Values.Where(s => s.Count > 0).ToList();
                int count = sets.Sum(s => s.Count);
                return (IReadOnlyList<string>)
                    [
                        row.Head + DecisionRows.Beside(report, row, " + domain check"),
                        Figures.Percent(row.InDomain.Accepted),
                        Figures.Percent(row.InDomain.CorrectOfAccepted),
                        Figures.Percent(row.InDomain.ConfidentWrong),
                        .. outside
                            ?
                            [
                                Figures.Percent(sets.Sum(s => s.Count * s.Accepted) / count),
                                Figures.Percent(sets.Sum(s => s.Count * s.ConfidentWrong) / count),
                            ]
                            : Array.Empty<string>(),
                    ];
            });
        return TextTable.Format(headers, [.. rows])
            + $"  answered: a class or label{(DecisionRows.IsChecked(report) ? ", behind a check as the verdict says" : "")}; right: of "
            + "those; sure: above 90%\n";
    }

    private static void Line(StringBuilder text, string line) => text.Append(WrappedText.Of(line));
}
