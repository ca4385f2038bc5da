using System.Globalization;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>What was judged, when, and how big it was.</summary>
internal static class HeaderSection
{
    public static Markup Create(ReportContent report) =>
        Markup.Format(
            $"""
            <header class="masthead"><p class="eyebrow">Evaluation report</p>
            <h1>{Markup.Name(report.Title)}</h1>
            <p class="meta">{Markup.Name(report.Model.Name)}{(
                report.Model.Version is { } version ? $" {version}" : ""
            )} on {Markup.Name(report.Model.Backbone.Name)}
            · {Figures.Plural(report.Data.Rows, "image")} from {Markup.Name(report.Data.Source)}
            · <time datetime="{Time(report, "yyyy-MM-ddTHH:mm:ss'Z'")}">{Time(
                report,
                "d MMMM yyyy, HH:mm 'UTC'"
            )}</time></p></header>
            """
        );

    private static string Time(ReportContent report, string format) =>
        report.CreatedAt.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
