using MlNetLabels.Models;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>One picture of a gallery; what belongs to its larger view is hidden until viewer.js shows it.</summary>
internal static class ImageFigure
{
    public static Markup OnSheet(SheetImage image) =>
        Figure(
            image.File,
            image.Thumbnail,
            Markup.Format(
                $"""
                <figcaption><span class="names">{Pictures.Names(
                    image.Labels,
                    "no label"
                )}</span></figcaption>{Pictures.File(image.File)}
                """
            ),
            Filter.Keys(image.Labels)
        );

    /// <param name="image">The image.</param>
    /// <param name="thresholds">Probability from which on each label is given; null without label heads.</param>
    public static Markup Judged(JudgedImage image, IReadOnlyDictionary<string, double>? thresholds) =>
        Figure(
            image.File,
            image.Thumbnail,
            Markup.Format(
                $"""
                <figcaption>{Origin(image)}
                {Answer(HeadNames.Softmax, image.Softmax)}{Answer(HeadNames.Labels, image.Labels)}
                {Line("near the threshold of ", image.ThresholdLabel)}{Line(
                    "loss ",
                    image.Loss is { } loss ? Figures.Number(loss) : null
                )}{Line("verdict: ", image.Verdict)}</figcaption>{Pictures.File(image.File)}
                <div class="more"><div class="beside">{Probabilities(HeadNames.Softmax, image.Softmax, null)}
                {Probabilities(HeadNames.Labels, image.Labels, thresholds)}</div>{Nearest(image.Nearest)}</div>
                """
            ),
            Keys(image)
        );

    private static Markup Origin(JudgedImage image)
    {
        var set = image.Set is { } name
            ? Markup.Format($"<span class=\"out\">{Markup.Name(name)}</span>")
            : Markup.Empty;
        return image.Truth is { } truth
            ? Markup.Format($"{set}<span class=\"truth\">is {Pictures.Names(truth, "no label")}</span>")
            : set;
    }

    private static Markup Keys(JudgedImage image) =>
        Filter.Keys(
            (image.Truth ?? []).Concat(image.Softmax?.Given ?? []).Concat(image.Labels?.Given ?? []),
            image.Verdict ?? ""
        );

    private static Markup Figure(string file, string? thumbnail, Markup rest, Markup keys) =>
        Markup.Format(
            $"""
            <figure class="shot"{keys}><button type="button" class="picture" aria-label="{file}, larger">{(
                thumbnail is { Length: <= ReportLimits.ThumbnailCharacters } uri
                    ? Markup.Format($"<img src=\"{Markup.DataUri(uri)}\" alt=\"\">")
                    : Markup.Format($"<span class=\"missing\">no picture</span>")
            )}</button>{rest}</figure>

            """
        );

    private static Markup Line(string words, string? value) =>
        value is null ? Markup.Empty : Markup.Format($"<span class=\"verdict\">{words}{Markup.Name(value)}</span>");

    // Where no label is given, the number alone would read as how sure the heads are of that.
    private static Markup Answer(string head, HeadAnswer? answer)
    {
        if (answer is null)
            return Markup.Empty;
        var given = AnswerText.Given(answer);
        var words =
            given.Count > 0 ? Markup.Join(given.Select((x, i) => Markup.Format($"{(i == 0 ? "" : ", ")}{Named(x)}")))
            : AnswerText.Closest(answer) is { } closest ? Markup.Format($"<em>no label</em> ({Named(closest)})")
            : Markup.Format($"<em>no label</em>");
        return Markup.Format($"<span class=\"answer {head}\">{words}</span>\n");
    }

    private static Markup Named(NamedProbability x) =>
        Markup.Format($"{Markup.Name(x.Name)} <b>{Figures.Number(x.Probability)}</b>");

    private static Markup Probabilities(
        string head,
        HeadAnswer? answer,
        IReadOnlyDictionary<string, double>? thresholds
    )
    {
        if (answer is null)
            return Markup.Empty;
        var largest = answer
            .Probabilities.OrderByDescending(x => x.Probability)
            .Take(ReportLimits.ProbabilitiesPerImage);
        string left =
            answer.Probabilities.Count > ReportLimits.ProbabilitiesPerImage
                ? $" (largest {ReportLimits.ProbabilitiesPerImage} of {answer.Probabilities.Count})"
                : "";
        return Table.Numbers(
            $"{HeadNames.Title(head)}{left}",
            ["Name", "Probability", .. thresholds is null ? Array.Empty<string>() : ["Threshold"]],
            largest.Select(x =>
                (IEnumerable<Markup>)
                    [
                        Markup.Format($"{Markup.Name(x.Name)}{(answer.Given.Contains(x.Name) ? " ✓" : "")}"),
                        ShareBar.Create(head, x.Probability, Figures.Number(x.Probability, 4)),
                        .. thresholds is null ? Array.Empty<Markup>() : [Threshold(thresholds, x.Name)],
                    ]
            )
        );
    }

    private static Markup Threshold(IReadOnlyDictionary<string, double> thresholds, string name) =>
        Table.Text(Figures.Number(thresholds.TryGetValue(name, out double threshold) ? threshold : null, 4));

    private static Markup Nearest(IReadOnlyList<NearestImage>? nearest) =>
        nearest is not { Count: > 0 }
            ? Markup.Empty
            : Markup.Format(
                $"""
                <h4>Nearest training images <small>cosine similarity of embeddings</small></h4>
                <div class="strip">{nearest.Select(x =>
                    Pictures.Small(
                        x.Picture,
                        Markup.Format(
                            $"{Pictures.Names(x.Names, "no label")} <small>{Figures.Number(x.Similarity, 2)}</small>{Pictures.File(x.File)}"
                        )
                    )
                )}</div>
                """
            );
}
