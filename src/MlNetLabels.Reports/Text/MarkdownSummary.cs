using System.Globalization;
using System.Text;

namespace MlNetLabels.Reports.Text;

/// <summary>Writes the report's summary as Markdown (GitHub's tables), for pull requests and wikis.</summary>
internal static class MarkdownSummary
{
    /// <summary>The summary.</summary>
    public static string Render(ReportContent report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var summary = SummaryText.Create(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Escape(report.Title)}\n\n");
        foreach (string off in summary.SwitchedOff)
            text.Append(CultureInfo.InvariantCulture, $"> **{Escape(off)}**\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"**{Escape(summary.Headline)}**\n\nNext: {Escape(summary.NextStep)}\n\n"
        );
        foreach (string point in summary.Points)
            text.Append("- ").Append(Escape(point)).Append('\n');
        foreach (var (title, headers, rows) in SummaryTables.Create(report))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n")
                .Append(Line(headers))
                .Append(Line(headers.Select((_, i) => i == 0 ? "---" : "---:"), escape: false));
            foreach (var row in rows)
                text.Append(Line(row));
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nSeed {report.Provenance.Seed}, {report.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, model {Escape(report.Model.Name)}.\n"
        );
        return text.ToString();
    }

    private static string Line(IEnumerable<string> cells, bool escape = true) =>
        $"| {string.Join(" | ", cells.Select(x => escape ? Escape(x) : x))} |\n";

    // Backslashes stop every Markdown construct; < and & would start HTML.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in TextTable.Safe(text))
            switch (c)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!':
                    escaped.Append('\\').Append(c);
                    break;
                default:
                    escaped.Append(c);
                    break;
            }
        return escaped.ToString();
    }
}
