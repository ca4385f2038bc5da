using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>The pictures, as many as fit.</summary>
internal static class ImagesSection
{
    /// <param name="report">The report.</param>
    /// <param name="bytes">What the pictures may take in the file.</param>
    public static Section? Of(EvaluationReport report, int bytes)
    {
        if (report.Images is not { } images) return null;
        Gallery[] galleries =
        [
            new("Most confident out of domain", "Every one of these is out of domain: any class or label given here is wrong.", "out-of-domain-images", images.MostConfidentOutOfDomain.Select(Judged)),
            new("Most confident mistakes", "In-domain test images on which a head is sure and wrong. Check the label first: some are mislabelled.", "mistakes", (images.Mistakes ?? []).Select(Judged)),
            new("Closest to a threshold", "In-domain test images that a small change of a threshold would change.", "near-threshold", (images.NearThreshold ?? []).Select(Judged)),
            .. images.ContactSheet.Select(x => new Gallery(x.Class, Figures.Plural(x.Count, "training image"), null, x.Images.Select(OnSheet))),
        ];
        int leftOut = Fit(galleries, bytes);
        return new("images", "Images", "What the figures look like. Click one to see it larger with all its probabilities.", Markup.Of($"""
            {galleries.Where(x => x.Id is not null && x.Shown.Count > 0).Select(x => Markup.Of($"<h3 id=\"{x.Id!}\">{x.Title}</h3><p class=\"note\">{x.Note}</p><div class=\"gallery judged\">{x.Shown}</div>"))}
            {(images.ContactSheet.Count == 0 ? Markup.Empty : Markup.Of($"<h3 id=\"contact-sheet\">Training images</h3>"))}
            {galleries.Where(x => x.Id is null && x.Shown.Count > 0).Select(x => Markup.Of($"<h4>{Markup.Name(x.Title)} <small>{x.Note}</small></h4><div class=\"gallery sheet\">{x.Shown}</div>"))}
            {(leftOut == 0 ? Markup.Empty : Markup.Of($"<p class=\"note\">{Figures.Plural(leftOut, "picture")} left out to keep this file small; report.json holds all.</p>"))}
            """));
    }

    // One of each gallery in turn, so that no gallery starves another.
    private static int Fit(IReadOnlyList<Gallery> galleries, int bytes)
    {
        int shown = 0, leftOut = 0;
        int longest = galleries.Max(x => x.Candidates.Count);
        for (int i = 0; i < longest; i++)
            foreach (var gallery in galleries.Where(x => i < x.Candidates.Count))
            {
                int length = gallery.Candidates[i].Utf8Length;
                if (shown == ReportLimits.Thumbnails || length > bytes) { leftOut++; continue; }
                gallery.Shown.Add(gallery.Candidates[i]);
                shown++;
                bytes -= length;
            }
        return leftOut;
    }

    private static Markup OnSheet(SheetImage image) => Figure(image.File, image.Thumbnail, Markup.Empty, Markup.Of($"""
        <figcaption><span class="names">{Names(image.Labels, "no label")}</span></figcaption>{File(image.File)}
        """));

    private static Markup Judged(JudgedImage image) => Figure(image.File, image.Thumbnail, Keys(image), Markup.Of($"""
        <figcaption>{(image.Set is { } set ? Markup.Of($"<span class=\"out\">{Markup.Name(set)}</span>") : Markup.Empty)}{(image.Truth is { } truth ? Markup.Of($"<span class=\"truth\">is {Names(truth, "no label")}</span>") : Markup.Empty)}
        {Answer(HeadNames.Softmax, image.Softmax)}{Answer(HeadNames.Labels, image.Labels)}
        {(image.Verdict is { } verdict ? Markup.Of($"<span class=\"verdict\">verdict: {verdict}</span>") : Markup.Empty)}</figcaption>{File(image.File)}
        <div class="more">{Probabilities(HeadNames.Softmax, image.Softmax)}{Probabilities(HeadNames.Labels, image.Labels)}
        {(image.Nearest is { Count: > 0 } nearest ? Markup.Of($"<p class=\"note\">Nearest training images: {nearest.Take(8).Select((x, i) => Markup.Of($"{(i == 0 ? "" : ", ")}{Markup.Name(x.File)}"))}</p>") : Markup.Empty)}</div>
        """));

    private static Markup Figure(string file, string? thumbnail, Markup attributes, Markup rest) => Markup.Of($"""
        <figure class="shot"{attributes}><button type="button" class="picture" aria-label="{file}, larger">{(thumbnail is { Length: <= ReportLimits.ThumbnailCharacters } uri ? Markup.Of($"<img src=\"{Markup.DataUri(uri)}\" alt=\"\" loading=\"lazy\">") : Markup.Of($"<span class=\"missing\">no picture</span>"))}</button>{rest}</figure>

        """);

    private static Markup Keys(JudgedImage image) => image is { Set: null, Truth: [var truth], Softmax.Given: [var given] } ? Markup.Of($" data-truth=\"{truth}\" data-given=\"{given}\"") : Markup.Empty;

    private static Markup File(string file) => Markup.Of($"<p class=\"file\">{Markup.Name(file)}</p>");

    private static Markup Names(IReadOnlyList<string> names, string none) =>
        names.Count == 0 ? Markup.Of($"<em>{none}</em>") : Markup.Join(names.Select((x, i) => Markup.Of($"{(i == 0 ? "" : ", ")}{Markup.Name(x)}")));

    private static Markup Answer(string head, HeadAnswer? answer) => answer is null ? Markup.Empty : Markup.Of($"""
        <span class="answer {head}">{Names(answer.Given, "no label")} <b>{Figures.Number(answer.Probabilities.Count == 0 ? null : answer.Probabilities.Max(x => x.Probability), 3)}</b></span>
        """);

    private static Markup Probabilities(string head, HeadAnswer? answer)
    {
        if (answer is null) return Markup.Empty;
        var largest = answer.Probabilities.OrderByDescending(x => x.Probability).Take(ReportLimits.ProbabilitiesPerImage);
        string left = answer.Probabilities.Count > ReportLimits.ProbabilitiesPerImage ? $" (largest {ReportLimits.ProbabilitiesPerImage} of {answer.Probabilities.Count})" : "";
        return Table.Numbers($"{(head == HeadNames.Softmax ? "Softmax" : "Labels")}{left}", ["Name", "Probability"],
            largest.Select(x => (IEnumerable<Markup>)[Markup.Of($"{Markup.Name(x.Name)}{(answer.Given.Contains(x.Name) ? " ✓" : "")}"), Bar(head, x.Probability)]));
    }

    private static Markup Bar(string head, double probability) => Markup.Of($"""
        <svg class="bar {head}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="{Figures.Number(Math.Clamp(probability, 0, 1) * 100, 1)}" height="8"/></svg> {Figures.Number(probability, 4)}
        """);

    /// <summary>Pictures under one heading; those with an id show what heads said, the others are the contact sheet.</summary>
    private sealed class Gallery(string title, string note, string? id, IEnumerable<Markup> candidates)
    {
        public string Title => title;
        public string Note => note;
        public string? Id => id;
        public IReadOnlyList<Markup> Candidates { get; } = [.. candidates];
        public List<Markup> Shown { get; } = [];
    }
}
