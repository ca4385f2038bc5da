namespace MlNetLabels.Reports.Html;

/// <summary>Tables whose first column names the row. Wide ones scroll on their own, so the page never does.</summary>
internal static class Table
{
    /// <summary>A table; columns from the second on are numbers.</summary>
    public static Markup Numbers(string caption, IEnumerable<Markup> headers, IEnumerable<IEnumerable<Markup>> rows) =>
        Build("numbers", caption, headers, rows);

    /// <summary>A table of words.</summary>
    public static Markup Words(string caption, IEnumerable<Markup> headers, IEnumerable<IEnumerable<Markup>> rows) =>
        Build("words", caption, headers, rows);

    /// <summary>The same from plain strings.</summary>
    public static Markup Numbers(string caption, IEnumerable<string> headers, IEnumerable<IEnumerable<Markup>> rows) =>
        Numbers(caption, headers.Select(Text), rows);

    /// <inheritdoc cref="Numbers(string, IEnumerable{string}, IEnumerable{IEnumerable{Markup}})"/>
    public static Markup Words(string caption, IEnumerable<string> headers, IEnumerable<IEnumerable<Markup>> rows) =>
        Words(caption, headers.Select(Text), rows);

    /// <summary>Plain text as markup.</summary>
    public static Markup Text(string text) => Markup.Format($"{text}");

    /// <summary>Something that opens on demand.</summary>
    public static Markup Folded(string summary, Markup content) =>
        Markup.Format($"<details><summary>{summary}</summary>{content}</details>");

    private static Markup Build(
        string kind,
        string caption,
        IEnumerable<Markup> headers,
        IEnumerable<IEnumerable<Markup>> rows
    ) =>
        Markup.Format(
            $"""
            <div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="{kind}"><caption>{caption}</caption>
            <thead><tr>{headers.Select(x => Markup.Format($"<th scope=\"col\">{x}</th>"))}</tr></thead>
            <tbody>{rows.Select(Row)}</tbody></table></div>

            """
        );

    private static Markup Row(IEnumerable<Markup> cells) =>
        Markup.Format(
            $"""
            <tr>{cells.Select(
                (x, i) => i == 0 ? Markup.Format($"<th scope=\"row\">{x}</th>") : Markup.Format($"<td>{x}</td>")
            )}</tr>

            """
        );
}
