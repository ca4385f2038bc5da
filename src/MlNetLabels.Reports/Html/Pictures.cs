namespace MlNetLabels.Reports.Html;

/// <summary>
/// Small pictures, which lie in the page once and are named by their position in
/// <see cref="ReportContent.SmallPictures"/>; viewer.js fills them in.
/// </summary>
internal static class Pictures
{
    /// <summary>A picture with what belongs below it, and the attributes that a filter looks at.</summary>
    public static Markup Small(int? picture, Markup caption, Markup? keys = null) =>
        Markup.Format(
            $"""
            <figure class="small"{keys ?? Markup.Empty}>{(
                picture is { } at
                    ? Markup.Format($"<img data-picture=\"{at}\" alt=\"\">")
                    : Markup.Format($"<span class=\"missing\">no picture</span>")
            )}<figcaption>{caption}</figcaption></figure>
            """
        );

    /// <summary>Names in a row, or what stands for none of them.</summary>
    public static Markup Names(IReadOnlyList<string> names, string none) =>
        names.Count == 0
            ? Markup.Format($"<em>{none}</em>")
            : Markup.Join(names.Select((x, i) => Markup.Format($"{(i == 0 ? "" : ", ")}{Markup.Name(x)}")));

    /// <summary>A file's name, cut where it is long; the larger view shows its folder too.</summary>
    public static Markup File(string file)
    {
        int name = file.AsSpan().LastIndexOfAny('/', '\\') + 1;
        return Markup.Format(
            $"<p class=\"file\" title=\"{file}\"><bdi><span class=\"folder\">{file[..name]}</span>{file[name..]}</bdi></p>"
        );
    }
}
