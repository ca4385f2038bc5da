using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The pictures, as many as fit.</summary>
internal static class ImagesSection
{
    /// <param name="report">The report.</param>
    /// <param name="bytes">What the pictures may take in the file.</param>
    public static Section? Create(ReportContent report, int bytes)
    {
        if (report.Images is not { } images)
            return null;
        var mistakes = (images.Mistakes ?? []).Select(x => x.File).ToHashSet(StringComparer.Ordinal);
        // Of a classifier, mistakes and losses are the softmax head's.
        bool isClassifier = report.Heads.Softmax is not null;
        Gallery[] judged =
        [
            new(
                "Most confident out of domain",
                "None of these shows what the model was trained for, so any class or label given is wrong. "
                    + (
                        SwitchedOff.IsDomainCheckOff(report)
                            ? report.DomainCheck?.NewClass is { Cut: not null }
                                ? "None is rejected; those that are unsure or get no label come last."
                                : "None is rejected; those that get no label come last."
                            : "Those that the whole model answers come first; the rest are rejected, unsure or get no label."
                    ),
                images.MostConfidentOutOfDomain.Select(x => ImageFigure.Judged(x, report.Model.Thresholds))
            ),
            new(
                "Most confident mistakes",
                (
                    isClassifier
                        ? "In-domain test images whose class softmax gets wrong"
                        : "In-domain test images with a label wrongly given or missed"
                ) + ", the surest first. Check their labels before the model: some may be mislabelled.",
                (images.Mistakes ?? []).Select(x => ImageFigure.Judged(x, report.Model.Thresholds))
            ),
            new(
                "Mistakes of the label heads alone",
                "In-domain test images whose class softmax gets right, with a label wrongly given or missed, the surest first.",
                (images.LabelMistakes ?? []).Select(x => ImageFigure.Judged(x, report.Model.Thresholds))
            ),
            new(
                "Further top losses",
                $"In-domain test images by log-loss of the "
                    + $"{HeadNames.InWords(isClassifier ? HeadNames.Softmax : HeadNames.Labels)}, the costliest first: "
                    + $"those with a wrong answer that are not above.",
                (images.TopLosses ?? [])
                    .Where(x => !mistakes.Contains(x.File))
                    .Select(x => ImageFigure.Judged(x, report.Model.Thresholds))
            ),
            new(
                "Closest to a threshold",
                "In-domain test images that a small change of a threshold would change.",
                (images.NearThreshold ?? []).Select(x => ImageFigure.Judged(x, report.Model.Thresholds))
            ),
        ];
        Gallery[] sheet =
        [
            .. images.ContactSheet.Select(x => new Gallery(
                x.Class,
                Figures.Plural(x.Count, "training image"),
                x.Images.Select(ImageFigure.OnSheet)
            )),
        ];
        int leftOut = Fit([.. judged, .. sheet], bytes);
        return new(
            "images",
            "Images",
            "What the figures look like. Choose one to see it larger, with all its probabilities and the training images "
                + "nearest to it.",
            Markup.Format(
                $"""
                {Notes(report, images, isClassifier)}{Filter.Create(report)}
                {judged.Where(x => x.Shown.Count > 0).Select(Judged)}
                {(
                    sheet.Length == 0
                        ? Markup.Empty
                        : Markup.Format(
                            $"<div class=\"filtered\"><h3>Training images</h3>{sheet.Where(x => x.Shown.Count > 0).Select(Sheet)}</div>"
                        )
                )}
                {LeftOut(leftOut)}
                {(images.NearestNote is { } note ? Note(Markup.Format($"{note}")) : Markup.Empty)}
                """
            )
        );
    }

    private static Markup Notes(ReportContent report, ImagesReport images, bool isClassifier)
    {
        string who = isClassifier ? "The softmax head makes" : "The label heads make";
        var perfect = images.Mistakes is { Count: 0 }
            ? Note(Markup.Format($"{who} no mistake on the in-domain test images."))
            : Markup.Empty;
        var legend =
            isClassifier && report.Heads.Labels is not null
                ? Note(
                    Markup.Format(
                        $"""
                        Below each image: {Key(HeadNames.Softmax)} and {Key(HeadNames.Labels)}, each name with its own
                        probability.
                        """
                    )
                )
                : Markup.Empty;
        return Markup.Format($"{perfect}{legend}");
    }

    private static Markup Judged(Gallery x) =>
        Markup.Format(
            $"""
            <div class="filtered"><h3>{x.Title}</h3><p class="note">{x.Note}</p>
            <div class="gallery judged">{x.Shown}</div></div>

            """
        );

    private static Markup Sheet(Gallery x) =>
        Markup.Format(
            $"""
            <div class="filtered"><h4>{Markup.Name(x.Title)} <small>{x.Note}</small></h4>
            <div class="gallery sheet">{x.Shown}</div></div>

            """
        );

    private static Markup LeftOut(int count) =>
        count == 0
            ? Markup.Empty
            : Note(
                Markup.Format(
                    $"{Figures.Plural(count, "picture")} left out to keep this file small; report.json holds all."
                )
            );

    private static Markup Note(Markup words) => Markup.Format($"<p class=\"note\">{words}</p>");

    private static Markup Key(string head) =>
        Markup.Format(
            $"<span class=\"key {head}\">what the {HeadNames.InWords(head)} say{(head == HeadNames.Softmax ? "s" : "")}</span>"
        );

    // One of each gallery in turn, so that no gallery starves another.
    private static int Fit(IReadOnlyList<Gallery> galleries, int bytes)
    {
        int shown = 0,
            leftOut = 0;
        int longest = galleries.Max(x => x.Candidates.Count);
        for (int i = 0; i < longest; i++)
            foreach (var gallery in galleries.Where(x => i < x.Candidates.Count))
            {
                int length = gallery.Candidates[i].Utf8Length;
                if (shown == ReportLimits.Thumbnails || length > bytes)
                {
                    leftOut++;
                    continue;
                }
                gallery.Shown.Add(gallery.Candidates[i]);
                shown++;
                bytes -= length;
            }
        return leftOut;
    }

    /// <summary>Pictures under one heading.</summary>
    private sealed class Gallery(string title, string note, IEnumerable<Markup> candidates)
    {
        public string Title => title;
        public string Note => note;
        public IReadOnlyList<Markup> Candidates { get; } = [.. candidates];
        public List<Markup> Shown { get; } = [];
    }
}
