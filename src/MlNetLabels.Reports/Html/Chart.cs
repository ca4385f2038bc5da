namespace MlNetLabels.Reports.Html;

/// <summary>
/// A place for a chart, what it shows in words, and the table behind it. The page's script draws what <c>data-chart</c>
/// names.
/// </summary>
internal static class Chart
{
    /// <param name="kind">Which drawing of charts.js.</param>
    /// <param name="keys">What it needs to find its data: head, index of the set, and so on.</param>
    /// <param name="title">A short heading.</param>
    /// <param name="alternative">What it shows, for those who do not see it.</param>
    /// <param name="table">The figures behind it.</param>
    public static Markup Create(
        string kind,
        IEnumerable<(string Key, string Value)> keys,
        Markup title,
        string alternative,
        Markup table
    ) =>
        Markup.Format(
            $"""
            <figure class="chart-figure"><figcaption>{title}</figcaption>
            <div class="chart {kind}" role="img" aria-label="{alternative}" data-chart="{kind}"{keys.Select(x =>
                Markup.Format($" data-{x.Key}=\"{x.Value}\"")
            )}></div>
            {Table.Folded("Figures behind the chart", table)}</figure>

            """
        );
}
