using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>What ML.NET's trainers make of the same rows; absent where they were not asked.</summary>
internal static class EnginesSection
{
    public static Section? Create(ReportContent report) =>
        report.Engines is not { Count: > 0 }
            ? null
            : new(
                "engines",
                "Engines",
                "ML.NET's trainers and this library's minimise the same function, so they should find the same heads.",
                Markup.Format(
                    $"""
                    {Table.Words(
                        EngineRows.Title,
                        EngineRows.Headers,
                        EngineRows.Create(report).Select(row => row.Select(Table.Text))
                    )}
                    <p class="note">The objective is what was minimised on the training images; figures are on test
                    images, before calibration; times are of one fit with the lambda that was chosen before.</p>

                    """
                )
            );
}
