using MlNetLabels.Data;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>What went in, what could not, and what a curator should look at.</summary>
internal static class DataSection
{
    private const int SkippedShown = 200;
    private const string KnownNegatives = "known negatives";

    public static Section Create(ReportContent report)
    {
        var data = report.Data;
        return new(
            "data",
            "Data audit",
            "What the model was trained and judged on, what could not be used, and which images deserve a look.",
            Markup.Format(
                $"""
                <dl class="stats"><div><dt>Images</dt><dd>{Figures.Count(
                    data.Rows
                )}</dd></div><div><dt>Training</dt><dd>{Figures.Count(data.Splits.Train)}</dd></div>
                <div><dt>Validation</dt><dd>{(
                    data.CrossFolds is { } folds ? $"{Figures.Count(folds)} folds" : Figures.Count(data.Splits.Validation)
                )}</dd></div><div><dt>Test</dt><dd>{Figures.Count(data.Splits.Test)}</dd></div>{TestNegatives(report)}
                <div><dt>Skipped</dt><dd>{Figures.Count(data.Skipped.Count)}</dd></div></dl>
                {(
                    data.Warnings.Count == 0
                        ? Markup.Empty
                        : Markup.Format(
                            $"<ul class=\"warnings\">{data.Warnings.Select(x => Markup.Format($"<li>{Markup.Name(x)}</li>"))}</ul>"
                        )
                )}
                {PerClass(data.PerClass)}{AuditSection.Balance(report.Audit)}
                {(
                    report.Audit is { } audit
                        ? Markup.Format(
                            $"""
                            {Filter.Create(report)}{AuditSection.Duplicates(audit)}{AuditSection.Leakage(audit.Leakage)}
                            {AuditSection.LabelErrors(
                                audit.LabelErrors,
                                report.Heads.Softmax?.Tuned()?.Accuracy
                            )}{AuditSection.Notes(audit)}
                            """
                        )
                        : Markup.Empty
                )}
                {Skipped(data.Skipped)}
                """
            )
        );
    }

    // Softmax has no answer that is right for them, so a classifier's figures leave them out.
    private static Markup TestNegatives(ReportContent report) =>
        report.Heads.Softmax is not null
        && report.Negatives?.FirstOrDefault(x => x.Set == KnownNegatives) is { Count: > 0 } known
            ? Markup.Format($"<div><dt>Test, known negatives</dt><dd>{Figures.Count(known.Count)}</dd></div>")
            : Markup.Empty;

    private static Markup PerClass(IReadOnlyList<ClassCounts> classes)
    {
        if (classes.Count == 0)
            return Markup.Empty;
        int most = Math.Max(1, classes.Max(All));
        // Of a cross-fitted model there are none.
        bool hasValidation = classes.Any(x => x.Validation > 0);
        return Table.Numbers(
            "Images by class or label",
            ["Class or label", "Training", .. hasValidation ? ["Validation"] : Array.Empty<string>(), "Test", "All"],
            classes.Select(x =>
                (IEnumerable<Markup>)
                    [
                        Markup.Name(x.Name),
                        Table.Text(Figures.Count(x.Train)),
                        .. hasValidation ? [Table.Text(Figures.Count(x.Validation))] : Array.Empty<Markup>(),
                        Table.Text(Figures.Count(x.Test)),
                        ShareBar.Create("embedding", All(x) / (double)most, Figures.Count(All(x))),
                    ]
            )
        );

        static int All(ClassCounts x) => x.Train + x.Validation + x.Test;
    }

    private static Markup Skipped(IReadOnlyList<SkippedFile> skipped) =>
        skipped.Count == 0
            ? Markup.Format($"<p class=\"note\">No file was skipped.</p>")
            : Markup.Format(
                $"""
                <h3>Skipped files</h3>{Table.Words(
                    "Skipped files",
                    ["File", "Reason"],
                    skipped.Take(SkippedShown).Select(x =>
                        (IEnumerable<Markup>)[Markup.Name(x.File), Markup.Name(x.Reason)]
                    )
                )}
                {(
                    skipped.Count > SkippedShown
                        ? Markup.Format(
                            $"<p class=\"note\">{Figures.Count(skipped.Count - SkippedShown)} more are listed in report.json.</p>"
                        )
                        : Markup.Empty
                )}
                """
            );
}
