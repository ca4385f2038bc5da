namespace MlNetLabels.Reports.Html;

/// <summary>A page of sections: no script, nothing loaded.</summary>
internal static class PlainPage
{
    /// <summary>What is not at work in a model, before everything else that is said of it.</summary>
    public static Markup Off(IReadOnlyList<string> sentences) =>
        sentences.Count == 0
            ? Markup.Empty
            : Markup.Format(
                $"<div class=\"off\" role=\"note\">{sentences.Select(x => Markup.Format($"<p>{x}</p>"))}</div>"
            );

    /// <param name="kind">What it is, in a word.</param>
    /// <param name="name">Of what.</param>
    /// <param name="about">A line below the name.</param>
    /// <param name="sections">What is on it.</param>
    public static string Render(string kind, string name, string about, IReadOnlyList<Section> sections)
    {
        string style = PageResource.Read("report.css");
        string policy =
            $"default-src 'none'; img-src data:; style-src {PageResource.Hash(style)}; base-uri 'none'; form-action 'none'";
        string menu = Markup
            .Join(sections.Select(x => Markup.Format($"<li><a href=\"#{x.Id}\">{x.Title}</a></li>")))
            .ToString();
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="MlNetLabels">
            <meta name="referrer" content="no-referrer">
            <title>{Markup.Format($"{name}")}</title>
            <style>{style}</style>
            </head>
            <body>
            <header class="masthead"><p class="eyebrow">{Markup.Format($"{kind}")}</p><h1>{Markup.Name(name)}</h1>
            <p class="meta">{Markup.Format($"{about}")}</p></header>
            <nav aria-label="Sections"><ul>{menu}</ul></nav>
            <main>
            {Markup.Join(sections.Select(x => x.Render()))}
            </main>
            <footer><p>Made by MlNetLabels. This file needs no network.</p></footer>
            </body>
            </html>

            """;
    }
}
