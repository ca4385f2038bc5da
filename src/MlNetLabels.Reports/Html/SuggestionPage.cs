using MlNetLabels.Reports.Text;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Reports.Html;

/// <summary>What to label next as one page with pictures: no script, nothing loaded.</summary>
internal static class SuggestionPage
{
    private const int MostSkipped = 100;

    public static string Render(SuggestionReport report)
    {
        (SuggestionReason Reason, string Id, string Title, string About)[] reasons =
        [
            (
                SuggestionReason.NewClass,
                "new",
                "Perhaps new classes",
                "Groups of similar images that the model rejects or cannot tell from a new class: one of each to label, then "
                    + "others of the group."
            ),
            (
                SuggestionReason.Unsure,
                "unsure",
                "What the model is unsure of",
                "Its answer changes when some features are dropped. One of each cluster of such images."
            ),
            (
                SuggestionReason.Typical,
                "typical",
                "Typical images",
                "Each stands for a cluster of images of which few or none have a label."
            ),
        ];
        Section[] sections =
        [
            new("found", "What was found", "How these images were chosen.", Found(report)),
            .. reasons
                .Where(x => report.Images.Any(image => image.Reason == x.Reason))
                .Select(x => new Section(x.Id, x.Title, x.About, Images(report, x.Reason))),
            .. report.CheckAgain.Count == 0
                ? Array.Empty<Section>()
                :
                [
                    new Section(
                        "check",
                        "Labels to check again",
                        "Heads that did not train on these images say something else of them.",
                        CheckAgain(report)
                    ),
                ],
            .. report.Skipped.Count == 0
                ? Array.Empty<Section>()
                : [new Section("skipped", "Left out", "Files that could not be used.", Skipped(report))],
        ];
        return PlainPage.Render(
            "What to label next",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(report.Pool)),
            Figures.Plural(report.Images.Count, "image"),
            sections
        );
    }

    private static Markup Found(SuggestionReport report) =>
        Markup.Format(
            $"{PlainPage.Off(report.SwitchedOff)}<ul>{SuggestionText.Lines(report).Select(line => Markup.Format($"<li>{line}</li>"))}</ul>"
        );

    private static Markup Images(SuggestionReport report, SuggestionReason reason)
    {
        var images = report.Images.Where(image => image.Reason == reason);
        return reason == SuggestionReason.NewClass
            ? Markup.Join(images.Select(Group))
            : Markup.Format($"<div class=\"gallery\">{images.Select(x => Figure(x.Picture, Caption(x)))}</div>");
    }

    private static Markup Group(SuggestedImage image) =>
        Markup.Format(
            $"""
            <h3>{Figures.Plural(image.StandsFor, "similar image")}</h3>
            <div class="gallery">{Figure(image.Picture, Caption(image))}{image.Alike.Select(
                (file, i) => Figure(image.AlikePictures.ElementAtOrDefault(i), Html.Pictures.File(file))
            )}</div>
            """
        );

    private static Markup Caption(SuggestedImage image) =>
        Markup.Format(
            $"{SuggestionText.Reason(image)}{(image.Answer is { } answer
                ? Markup.Format($"; the model says {Html.Pictures.Names(answer, "no label")}")
                : Markup.Empty)} {Html.Pictures.File(image.File)}"
        );

    private static Markup CheckAgain(SuggestionReport report) =>
        Markup.Format(
            $"<div class=\"gallery\">{report.CheckAgain.Select(x => Figure(
                x.Picture,
                Markup.Format(
                    $"{Doubt(x)} with a probability of {Figures.Percent(x.ProbabilityOfWrong)} {Html.Pictures.File(x.File)}"
                )
            ))}</div>"
        );

    private static Markup Doubt(DoubtedLabel doubt) =>
        doubt.Label is { } label
            ? Markup.Format($"{Markup.Name(label)} is given as {doubt.Given}, which is wrong")
            : Markup.Format($"given as {Markup.Name(doubt.Given)}, rather {Markup.Name(doubt.Suggested)}: wrong");

    private static Markup Figure(string? picture, Markup caption) =>
        Markup.Format(
            $"""
            <figure class="small">{(picture is not null
                ? Markup.Format($"<img src=\"{picture}\" alt=\"\">")
                : Markup.Format($"<span class=\"missing\">no picture</span>"))}<figcaption>{caption}</figcaption></figure>
            """
        );

    private static Markup Skipped(SuggestionReport report) =>
        Table.Words(
            $"{report.Skipped.Count} files",
            ["file", "why"],
            report.Skipped.Take(MostSkipped).Select(x => new[] { Markup.Name(x.File), Table.Text(x.Reason) })
        );
}
