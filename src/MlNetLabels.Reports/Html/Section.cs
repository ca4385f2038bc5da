namespace MlNetLabels.Reports.Html;

/// <summary>One part of the page.</summary>
/// <param name="Id">Its anchor.</param>
/// <param name="Title">Its heading and its name in the menu.</param>
/// <param name="Lead">One or two sentences: what a reader finds here and how to read it.</param>
/// <param name="Content">The rest.</param>
internal sealed record Section(string Id, string Title, string Lead, Markup Content)
{
    public Markup Render() =>
        Markup.Format(
            $"""
            <section id="{Id}" aria-labelledby="{Id}-title"><header><h2 id="{Id}-title">{Title}</h2>
            <p class="lead">{Lead}</p></header>
            <div class="body">{Content}</div></section>

            """
        );
}
