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
        // Of a classifier, mistakes and losses are the softmax head's.
        bool isClassifier = report.Heads.Softmax is not null;
        Gallery[] judged =
        [
            new(
                "Most confident out of domain",
                "None of these shows what the model was trained for, so any class or label given is wrong. Those that "
                    + "the whole model accepts come first; the rest are rejected or get no label.",
                images.MostConfidentOutOfDomain.Select(ImageFigure.Judged)
            ),
            new(
                "Most confident mistakes",
                (
                    isClassifier
                        ? "In-domain test images whose class softmax gets wrong"
                        : "In-domain test images with a label wrongly given or missed"
                ) + ", the surest first. Check their labels before the model: some may be mislabelled.",
                (images.Mistakes ?? []).Select(ImageFigure.Judged)
            ),
            new(
                "Top losses",
                $"In-domain test images by log-loss of the "
                    + $"{HeadNames.InWords(isClassifier ? HeadNames.Softmax : HeadNames.Labels)}, the costliest first. "
                    + $"Near 0, the answer is right and sure.",
                (images.TopLosses ?? []).Select(ImageFigure.Judged)
            ),
            new(
                "Closest to a threshold",
                "In-domain test images that a small change of a threshold would change.",
                (images.NearThreshold ?? []).Select(ImageFigure.Judged)
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
            "What the figures look like. Choose one to see it larger, with all its probabilities and the training images nearest to it.",
            Markup.Format(
                $"""
                {(
                    images.Mistakes is { Count: 0 }
                        ? Markup.Format(
                            $"<p class=\"note\">{(isClassifier ? "The softmax head makes" : "The label heads make")} no mistake on the in-domain test images.</p>"
                        )
                        : Markup.Empty
                )}
                {(
                    isClassifier && report.Heads.Labels is not null
                        ? Markup.Format(
                            $"<p class=\"note\">Below each image: {Key(HeadNames.Softmax)} and {Key(HeadNames.Labels)}, each with its largest probability.</p>"
                        )
                        : Markup.Empty
                )}
                {judged.Where(x => x.Shown.Count > 0).Select(x =>
                    Markup.Format(
                        $"<h3>{x.Title}</h3><p class=\"note\">{x.Note}</p><div class=\"gallery judged\">{x.Shown}</div>"
                    )
                )}
                {(sheet.Length == 0 ? Markup.Empty : Markup.Format($"<h3>Training images</h3>"))}
                {sheet.Where(x => x.Shown.Count > 0).Select(x =>
                    Markup.Format(
                        $"<h4>{Markup.Name(x.Title)} <small>{x.Note}</small></h4><div class=\"gallery sheet\">{x.Shown}</div>"
                    )
                )}
                {(
                    leftOut == 0
                        ? Markup.Empty
                        : Markup.Format(
                            $"<p class=\"note\">{Figures.Plural(leftOut, "picture")} left out to keep this file small; report.json holds all.</p>"
                        )
                )}
                {(images.NearestNote is { } note ? Markup.Format($"<p class=\"note\">{note}</p>") : Markup.Empty)}
                """
            )
        );
    }

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
