using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Reports.Html.Sections;
using MlNetLabels.Reports.Json;

namespace MlNetLabels.Reports.Html;

/// <summary>
/// Writes the report as one HTML file that opens from disk without a network and stays below
/// <see cref="ReportLimits.HtmlBytes"/>.
/// </summary>
public static class HtmlReportWriter
{
    private static readonly string[] Scripts =
    [
        "echarts.js",
        "charts.js",
        "drawings.js",
        "viewer.js",
        "labels.js",
        "map.js",
        "losses.js",
        "page.js",
    ];
    private const int Reserve = 100_000;

    /// <summary>Writes <paramref name="path"/> in one step: a reader sees the old file or the new one.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static void Write(EvaluationReport report, string path) => AtomicFile.WriteText(path, Render(report));

    /// <summary>The page.</summary>
    /// <exception cref="ArgumentException">
    /// The report contradicts itself or holds NaN or infinity; the message says where.
    /// </exception>
    public static string Render(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (ReportChecks.FirstProblem(report) is { } problem)
            throw new ArgumentException(problem, nameof(report));
        string data = Data(report),
            pictures = JsonSerializer.Serialize(report.SmallPictures ?? [], CompactContext.Default.IReadOnlyListString);
        string[] scripts = [.. Scripts.Select(Resource)];
        string style = Resource("report.css");
        Section[] before =
        [
            .. Present(
                VerdictSection.Of(report),
                ComparisonSection.Of(report),
                OutOfDomainSection.Of(report),
                ClassesSection.Of(report),
                LabelsSection.Of(report),
                CalibrationSection.Of(report)
            ),
        ];
        Section[] after =
        [
            .. Present(
                MapSection.Of(report),
                DataSection.Of(report),
                ProvenanceSection.Of(report),
                LossesSection.Of(report)
            ),
        ];
        // Thumbnails go into whatever room the facts leave.
        int used =
            Reserve
            + scripts.Append(data).Append(pictures).Append(style).Sum(Encoding.UTF8.GetByteCount)
            + before.Concat(after).Sum(x => x.Content.Utf8Length);
        Section[] sections = [.. before, .. Present(ImagesSection.Of(report, ReportLimits.HtmlBytes - used)), .. after];

        var fill = new Dictionary<string, string>
        {
            ["title"] = Markup.Of($"{report.Title}").ToString(),
            ["policy"] = Policy(style, scripts),
            ["style"] = style,
            ["header"] = HeaderPart.Of(report).ToString(),
            ["menu"] = Markup
                .Join(sections.Select(x => Markup.Of($"<li><a href=\"#{x.Id}\">{x.Title}</a></li>")))
                .ToString(),
            ["sections"] = Markup.Join(sections.Select(x => x.Render())).ToString(),
            ["data"] = data,
            ["pictures"] = pictures,
            ["scripts"] = string.Concat(scripts.Select(x => $"<script>{x}</script>\n")),
        };
        return Template(Resource("report.html"), fill);
    }

    private static IEnumerable<Section> Present(params Section?[] sections) => sections.OfType<Section>();

    // What the scripts draw. The default encoder escapes <, >, & and everything beyond ASCII, so that no text can end
    // the script element.
    private static string Data(EvaluationReport report)
    {
        byte[] json = JsonReportWriter.SerializePart(
            report with
            {
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
        $"default-src 'none'; img-src data:; style-src {Hash(style)}; script-src "
        + $"{string.Join(' ', scripts.Select(Hash))}; base-uri 'none'; form-action 'none'";

    private static string Hash(string content) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

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

    private static string Resource(string name)
    {
        using var stream =
            typeof(HtmlReportWriter).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers hash scripts after turning CR LF into LF.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
