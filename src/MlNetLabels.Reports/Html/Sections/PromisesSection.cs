using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Strangers near and far by both questions of the domain check, and prediction sets, against their promises.</summary>
internal static class PromisesSection
{
    public static Markup Strangers(ReportContent report)
    {
        if (report.Strangers is not { Count: > 0 } rows || report.DomainCheck is not { NewClass: { } check } domain)
            return Markup.Empty;
        return Markup.Format(
            $"""
            <h3>Strangers, near and far</h3>
            <p>Two questions are asked of each image: is it of another kind ({Markup.Name(domain.Score)}), and may it be
            of a class that the model does not know (that score and the heads' doubt, {Markup.Name(check.Doubt)},
            together)? {StrangersText.Promise(domain)} {CoverageText.DescribeUnsure(report) ?? ""}</p>
            {Table.Numbers(
                StrangersText.Title,
                StrangersText.Headers,
                rows.Select(row =>
                    StrangersText.Cells(row).Select((cell, i) => i == 0 ? Markup.Name(cell) : Table.Text(cell))
                )
            )}

            """
        );
    }

    public static Markup Sets(ReportContent report) =>
        report.PredictionSets is not { Count: > 0 } rows
            ? Markup.Empty
            : Markup.Format(
                $"""
                <h3>Sets instead of verdicts</h3>
                {Table.Numbers(
                    SetsText.Title,
                    SetsText.Headers(report.DomainCheck),
                    rows.Select(row => SetsText.Cells(row, report.DomainCheck).Select(cell => Table.Text(cell)))
                )}
                <p class="note">{SetsText.Note(rows, report.DomainCheck)}</p>

                """
            );
}
