namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The images in two dimensions; map.js draws them.</summary>
internal static class MapSection
{
    public static Section? Create(ReportContent report)
    {
        if (report.EmbeddingMap is not { Points.Count: > 0, Projections.Count: > 0 } map)
            return null;
        return new(
            "map",
            "Embedding map",
            "Each point is an image, near those that the backbone finds similar. Groups that lie apart are easy to "
                + "tell apart; points far inside another group deserve a look. Distances between far groups mean little.",
            Markup.Format(
                $"""
                {Explorer(report, map)}{Table.Folded("Figures behind the chart", Centres(map))}
                {Notes(map).Select(x => Markup.Format($"<p class=\"note\">{x}</p>"))}
                """
            )
        );
    }

    private static IEnumerable<string> Notes(EmbeddingMap map)
    {
        if (map.Note is { } note)
            yield return note;
        if (map.Points.Count(x => x.Picture is not null) is var shown && shown < map.Points.Count)
            yield return $"{Figures.Count(shown)} of these {Figures.Plural(map.Points.Count, "image")} have a small "
                + $"picture here, which keeps this file small.";
    }

    private static Markup Explorer(ReportContent report, EmbeddingMap map)
    {
        var projections = map.Projections.Select((x, i) => Markup.Format($"<option value=\"{i}\">{x.Method}</option>"));
        string alternative =
            $"{Figures.Plural(map.Points.Count, "image")} as points in two dimensions, filled circles in domain, hollow "
            + "diamonds out of domain. The slider walks through them; the table below has the centre of each group.";
        return Markup.Format(
            $"""
            <form id="map-explorer" class="panel" hidden><div class="controls">
            <label>Projection <select name="projection">{projections}</select></label>
            <label>Colour <select name="colour">{Colours(report)}</select></label>
            <label class="wide">Walk through the images
            <input type="range" name="walk" min="0" max="{map.Points.Count - 1}" step="1" value="0"></label></div>
            <div class="map"><div class="chart scatter" role="img" aria-label="{alternative}"></div>
            <div class="shown" aria-live="polite"><p class="note">Point at an image, or walk through them with the
            slider, to see it here.</p></div></div>
            <p class="note about"></p></form>

            """
        );
    }

    private static Markup Colours(ReportContent report)
    {
        var domain = Markup.Format($"<option value=\"domain\">by split and set</option>");
        return report.Model.Classes.Count > 0
            ? Markup.Format($"<option value=\"class\">by class</option>{domain}")
            : Markup.Format(
                $"{domain}<option value=\"class\">by label</option>{report.Model.Labels.Select(LabelColour)}"
            );
    }

    private static Markup LabelColour(string label) =>
        Markup.Format($"<option value=\"label\" data-label=\"{label}\">has {label}</option>");

    private static Markup Centres(EmbeddingMap map) =>
        Table.Numbers(
            "Centre of each group of images",
            ["Group", "Images", .. map.Projections.Select(x => x.Method)],
            map.Points.Select((point, i) => (Group: Group(point), Place: i))
                .GroupBy(x => x.Group, x => x.Place)
                .OrderByDescending(x => x.Count())
                .Take(60)
                .Select(group =>
                    (IEnumerable<Markup>)
                        [
                            Markup.Name(group.Key),
                            Table.Text(Figures.Count(group.Count())),
                            .. map.Projections.Select(x =>
                                Table.Text(
                                    $"{Figures.Number(group.Average(i => x.X[i]), 2)}, {Figures.Number(group.Average(i => x.Y[i]), 2)}"
                                )
                            ),
                        ]
                )
        );

    private static string Group(MapPoint point) =>
        point.Set is { } set
            ? $"{set} (out of domain)"
            : point.Names.Count switch
            {
                0 => "no label",
                1 => point.Names[0],
                _ => "several labels",
            };
}
