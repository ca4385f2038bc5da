using System.Text;
using System.Text.Json;
using MlNetLabels.Reports.Checks;
using MlNetLabels.Reports.Html.Sections;
using MlNetLabels.Reports.Json;

namespace MlNetLabels.Reports.Html;

/// <summary>
/// Writes the report as one HTML file that opens from disk without a network and stays below
/// <see cref="ReportLimits.HtmlBytes"/>.
/// </summary>
internal static class HtmlPage
{
    private static readonly string[] Scripts =
    [
        "echarts.js",
        "charts.js",
        "drawings.js",
        "viewer.js",
        "filter.js",
        "labels.js",
        "map.js",
        "losses.js",
        "page.js",
        "folding.js",
    ];
    private const int Reserve = 100_000;

    /// <summary>The page.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static string Render(ReportContent report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (ReportChecks.FirstProblem(report) is { } problem)
            throw new ArgumentException(problem, nameof(report));
        string data = Data(report),
            pictures = JsonSerializer.Serialize(report.SmallPictures ?? [], CompactContext.Default.IReadOnlyListString);
        string[] scripts = [.. Scripts.Select(PageResource.Read)];
        string style = PageResource.Read("report.css");
        Section[] before =
        [
            .. Present(
                VerdictSection.Create(report),
                ComparisonSection.Create(report),
                OutOfDomainSection.Create(report),
                ClassesSection.Create(report),
                LabelsSection.Create(report),
                CalibrationSection.Create(report)
            ),
        ];
        Section[] after =
        [
            .. Present(
                MapSection.Create(report),
                DataSection.Create(report),
                EnginesSection.Create(report),
                ProvenanceSection.Create(report),
                LossesSection.Create(report)
            ),
        ];
        // Thumbnails go into whatever room the facts leave.
        int used =
            Reserve
            + scripts.Append(data).Append(pictures).Append(style).Sum(Encoding.UTF8.GetByteCount)
            + before.Concat(after).Sum(x => x.Content.Utf8Length);
        Section[] sections =
        [
            .. before,
            .. Present(ImagesSection.Create(report, ReportLimits.HtmlBytes - used)),
            .. after,
        ];

        var fill = new Dictionary<string, string>
        {
            ["title"] = Markup.Format($"{report.Title}").ToString(),
            ["policy"] = Policy(style, scripts),
            ["style"] = style,
            ["header"] = HeaderSection.Create(report).ToString(),
            ["menu"] = Markup
                .Join(sections.Select(x => Markup.Format($"<li><a href=\"#{x.Id}\">{x.Title}</a></li>")))
                .ToString(),
            ["sections"] = Markup.Join(sections.Select(x => x.Render())).ToString(),
            ["data"] = data,
            ["pictures"] = pictures,
            ["scripts"] = string.Concat(scripts.Select(x => $"<script>{x}</script>\n")),
        };
        return Template(PageResource.Read("report.html"), fill);
    }

    private static IEnumerable<Section> Present(params Section?[] sections) => sections.OfType<Section>();

    // What the scripts draw. The default encoder escapes <, >, & and everything beyond ASCII, so that no text can end
    // the script element.
    private static string Data(ReportContent report)
    {
        byte[] json = JsonReportWriter.SerializePart(
            report with
            {
                Summary = null,
                Images = null,
                Audit = null,
                ImageResults = null,
                SmallPictures = null,
                Heads = new(),
                Data = report.Data with { Skipped = [], PerClass = [] },
            }
        );
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, CompactContext.Default.JsonElement);
    }

    // Only the scripts and the style sheet of this very page may run, and nothing may be loaded.
    private static string Policy(string style, IEnumerable<string> scripts) =>
        $"default-src 'none'; img-src data:; style-src {PageResource.Hash(style)}; script-src "
        + $"{string.Join(' ', scripts.Select(PageResource.Hash))}; base-uri 'none'; form-action 'none'";

    // In one pass, so that nothing that was filled in can be taken for a slot.
    private static string Template(string html, Dictionary<string, string> fill)
    {
        var page = new StringBuilder(html.Length + fill.Values.Sum(x => x.Length));
        string[] parts = html.Split("{{");
        page.Append(parts[0]);
        foreach (string part in parts.Skip(1))
        {
            int end = part.IndexOf("}}", StringComparison.Ordinal);
            page.Append(fill[part[..end]]).Append(part, end + 2, part.Length - end - 2);
        }
        return page.ToString();
    }
}
