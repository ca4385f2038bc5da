using System.Globalization;
using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>
/// The curves of <c>suggest</c> and of chance, a panel for each set, as SVG: labels on a logarithmic axis, the mean figure
/// on test images, and around the curve of the suggestions the 95 % interval of their difference from chance.
/// </summary>
internal static class SuggestChart
{
    private const int Width = 900,
        PanelWidth = 300,
        PanelHeight = 230,
        Left = 52,
        Right = 16,
        Top = 34,
        Bottom = 42,
        Columns = 3;

    private const double Fewest = 10,
        Most = 200;

    private const string Ours = "#0b5cad",
        Chance = "#767676",
        Ink = "#222222";

    private static readonly int[] s_labels = [10, 20, 50, 100, 200];

    public static string Draw(IReadOnlyList<SuggestSet> sets, IReadOnlyList<SuggestFigure> figures)
    {
        int height = (sets.Count + Columns) / Columns * PanelHeight;
        var svg = new StringBuilder();
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" "
        );
        svg.AppendLine(CultureInfo.InvariantCulture, $"font-family=\"sans-serif\" font-size=\"12\" fill=\"{Ink}\">");
        svg.AppendLine(
            "<title>Figures on test images after so many labels: images that suggest asks for, and images drawn at random</title>"
        );
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        foreach (var (i, set) in sets.Index())
            Panel(
                svg,
                i % Columns * PanelWidth,
                i / Columns * PanelHeight,
                set.Name,
                // Accuracy is a share, average precision none.
                set.Data.Dataset.Kind == TargetKind.Classes,
                CurveOf(figures, set, LabellingStrategy.Random),
                CurveOf(figures, set, LabellingStrategy.Default)
            );
        Legend(svg, sets.Count % Columns * PanelWidth + Left, sets.Count / Columns * PanelHeight + Top);
        svg.AppendLine("</svg>");
        return svg.ToString();
    }

    private static void Panel(
        StringBuilder svg,
        int x,
        int y,
        string name,
        bool isShare,
        IReadOnlyList<Point> chance,
        IReadOnlyList<Point> ours
    )
    {
        var bands = ours.Where(p => p.Differences.Count > 1)
            .Select(p => (p.Labels, p.Mean, Half: PairedDifference.Of(p.Differences).HalfWidth))
            .ToArray();
        double low = Math.Floor(10 * chance.Concat(ours).Min(p => p.Mean)) / 10,
            high = Math.Ceiling(10 * chance.Concat(ours).Max(p => p.Mean)) / 10;
        double X(double labels) =>
            x + Left + (PanelWidth - Left - Right) * Math.Log(labels / Fewest) / Math.Log(Most / Fewest);
        double Y(double value) =>
            y + PanelHeight - Bottom - (PanelHeight - Top - Bottom) * Math.Clamp((value - low) / (high - low), 0, 1);

        Text(svg, x + Left, y + Top - 12, name, "font-weight=\"bold\"");
        for (int tenth = (int)Math.Round(10 * low); tenth <= (int)Math.Round(10 * high); tenth++)
        {
            Line(svg, "#dddddd", 1, [(x + Left, Y(tenth / 10.0)), (x + PanelWidth - Right, Y(tenth / 10.0))]);
            string value = isShare ? $"{10 * tenth}%" : Number(tenth / 10.0);
            Text(svg, x + Left - 6, Y(tenth / 10.0) + 4, value, "text-anchor=\"end\"");
        }
        foreach (int labels in s_labels)
            Text(svg, X(labels), y + PanelHeight - Bottom + 18, $"{labels}", "text-anchor=\"middle\"");
        var under = bands.Select(b => (X(b.Labels), Y(b.Mean - b.Half)));
        var over = bands.Reverse().Select(b => (X(b.Labels), Y(b.Mean + b.Half)));
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"<polygon fill=\"{Ours}\" fill-opacity=\"0.15\" points=\"{Points([.. under, .. over])}\"/>"
        );
        Curve(svg, Chance, "stroke-dasharray=\"5 3\"", [.. chance.Select(p => (X(p.Labels), Y(p.Mean)))]);
        Curve(svg, Ours, "", [.. ours.Select(p => (X(p.Labels), Y(p.Mean)))]);
    }

    private static void Legend(StringBuilder svg, int x, int y)
    {
        string[] lines =
        [
            "across: labels so far",
            "up: on test images the accuracy; of aquarium",
            "and drawings-labels mean average precision;",
            "means over 20 pools, the same for both",
        ];
        Line(svg, Ours, 2.5, [(x, y), (x + 34, y)]);
        Text(svg, x + 42, y + 4, "suggest (band: 95 % interval", "");
        Text(svg, x + 42, y + 20, "of the difference from random)", "");
        Line(svg, Chance, 2, [(x, y + 42), (x + 34, y + 42)], "stroke-dasharray=\"5 3\"");
        Text(svg, x + 42, y + 46, "random", "");
        foreach (var (i, line) in lines.Index())
            Text(svg, x, y + 76 + 16 * i, line, "");
    }

    private static Point[] CurveOf(IReadOnlyList<SuggestFigure> figures, SuggestSet set, LabellingStrategy strategy)
    {
        var chance = figures
            .Where(x => x.Set == set.Name && x.Strategy == LabellingStrategy.Random)
            .ToDictionary(x => (x.Seed, x.Labels), x => x.Value);
        return
        [
            .. figures
                .Where(x => x.Set == set.Name && x.Strategy == strategy && x.Labels <= Most)
                .GroupBy(x => x.Labels)
                .OrderBy(x => x.Key)
                .Select(x => new Point(
                    x.Key,
                    x.Average(y => y.Value),
                    [.. x.Select(y => y.Value - chance[(y.Seed, y.Labels)])]
                )),
        ];
    }

    private static void Curve(StringBuilder svg, string colour, string more, (double X, double Y)[] points)
    {
        Line(svg, colour, 2, points, more);
        foreach (var (x, y) in points)
            svg.AppendLine(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"3\" fill=\"{colour}\"/>"
            );
    }

    private static void Line(
        StringBuilder svg,
        string colour,
        double width,
        (double X, double Y)[] points,
        string more = ""
    ) =>
        svg.AppendLine(
            CultureInfo.InvariantCulture,
            $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" {more} points=\"{Points(points)}\"/>"
        );

    private static void Text(StringBuilder svg, double x, double y, string text, string more) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" {more}>{text}</text>");

    private static string Points((double X, double Y)[] points) =>
        string.Join(' ', points.Select(p => FormattableString.Invariant($"{p.X:0.#},{p.Y:0.#}")));

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    // Differences from chance on the same pools.
    private sealed record Point(int Labels, double Mean, IReadOnlyList<double> Differences);
}
