using System.Globalization;

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
            · {Figures.Plural(report.Data.Rows, "image")} from {Markup.Name(Shortened(report.Data.Source))}
            · <time datetime="{Time(report, "yyyy-MM-ddTHH:mm:ss'Z'")}">{Time(
                report,
                "d MMMM yyyy, HH:mm 'UTC'"
            )}</time></p></header>
            """
        );

    // Where the folder lies on the machine that made the report is of no use to whom it is sent.
    private static string Shortened(string path)
    {
        string[] parts = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return Path.IsPathRooted(path) && parts.Length > 2 ? string.Join('/', parts[^2..]) : path;
    }

    private static string Time(ReportContent report, string format) =>
        report.CreatedAt.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}
