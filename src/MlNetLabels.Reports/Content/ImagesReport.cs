using MlNetLabels.Models;

namespace MlNetLabels.Reports;

/// <summary>Pictures worth looking at. The HTML shows no more of them than <see cref="ReportLimits"/> allows.</summary>
internal sealed record ImagesReport
{
    /// <summary>Some training images of each class, or with each label.</summary>
    public IReadOnlyList<ContactSheetGroup> ContactSheet { get; init; } = [];

    /// <summary>
    /// Out-of-domain images on which a head is surest: those that the whole model accepts come first, the surest of
    /// them first.
    /// </summary>
    public IReadOnlyList<JudgedImage> MostConfidentOutOfDomain { get; init; } = [];

    /// <summary>
    /// In-domain test images that the softmax head gets wrong, or without one the label heads; surest first.
    /// </summary>
    public IReadOnlyList<JudgedImage>? Mistakes { get; init; }

    /// <summary>
    /// Of a classifier: in-domain test images that the label heads alone get wrong, surest first; null without them.
    /// </summary>
    public IReadOnlyList<JudgedImage>? LabelMistakes { get; init; }

    /// <summary>
    /// In-domain test images that cost most log-loss, the largest <see cref="JudgedImage.Loss"/> first: mistakes, and
    /// right answers that were barely believed. It ends where nothing is wrong.
    /// </summary>
    public IReadOnlyList<JudgedImage>? TopLosses { get; init; }

    /// <summary>In-domain test images with a label probability within 0.05 of its threshold, closest first.</summary>
    public IReadOnlyList<JudgedImage>? NearThreshold { get; init; }

    /// <summary>
    /// Test images of the cells of the softmax head's confusion matrix, cells of mistakes first; at most
    /// <see cref="ReportLimits.ConfusionCells"/>.
    /// </summary>
    public IReadOnlyList<ConfusionCell>? Confusions { get; init; }

    /// <summary>Why nearest training images are missing; null where they are there.</summary>
    public string? NearestNote { get; init; }
}

/// <summary>Test images of one true class that were given one class.</summary>
/// <param name="Truth">Their class.</param>
/// <param name="Given">The class they were given.</param>
/// <param name="Count">Images in the cell.</param>
/// <param name="Images">Those shown, the surest first; at most <see cref="ReportLimits.GroupImages"/>.</param>
internal sealed record ConfusionCell(string Truth, string Given, int Count, IReadOnlyList<CellImage> Images);

/// <summary>An image of a confusion cell.</summary>
/// <param name="File">Its path as listed.</param>
/// <param name="Probability">Probability of the class given.</param>
/// <param name="Picture">Position in <see cref="ReportContent.SmallPictures"/>; null where there is none.</param>
/// <param name="Verdict">What the whole model says; null in reports of older programs.</param>
internal sealed record CellImage(string File, double Probability, int? Picture, string? Verdict = null);

/// <summary>Some training images of one class, or with one label.</summary>
/// <param name="Class">The class or label.</param>
/// <param name="Count">Training images it has in all.</param>
/// <param name="Images">Those shown.</param>
internal sealed record ContactSheetGroup(string Class, int Count, IReadOnlyList<SheetImage> Images);

/// <summary>An image of a contact sheet.</summary>
/// <param name="File">Its path as listed.</param>
/// <param name="Thumbnail">
/// A small copy as a data URI (JPEG, PNG, WebP or GIF in base64); null where there is none.
/// </param>
/// <param name="Labels">All labels it has.</param>
internal sealed record SheetImage(string File, string? Thumbnail, IReadOnlyList<string> Labels);

/// <summary>An image with what each head says about it.</summary>
internal sealed record JudgedImage
{
    /// <summary>Its path as listed.</summary>
    public required string File { get; init; }

    /// <summary>The out-of-domain set it belongs to; null in domain.</summary>
    public string? Set { get; init; }

    /// <summary>A small copy as a data URI (JPEG, PNG, WebP or GIF in base64); null where there is none.</summary>
    public string? Thumbnail { get; init; }

    /// <summary>Its true class or labels; null where unknown or out of domain.</summary>
    public IReadOnlyList<string>? Truth { get; init; }

    /// <summary>What the softmax head says; null where it does not apply.</summary>
    public HeadAnswer? Softmax { get; init; }

    /// <summary>What the label heads say; null where they do not apply.</summary>
    public HeadAnswer? Labels { get; init; }

    /// <summary>
    /// What the whole model decides: "Class", "Labels", "None" or "Rejected"; null where it was not asked.
    /// </summary>
    public string? Verdict { get; init; }

    /// <summary>Log-loss of the softmax head, or the mean over the known labels; null out of domain.</summary>
    public double? Loss { get; init; }

    /// <summary>For an image near a threshold: the label whose threshold that is.</summary>
    public string? ThresholdLabel { get; init; }

    /// <summary>
    /// Training images that lie nearest, nearest first; null where the training images are not at hand.
    /// </summary>
    public IReadOnlyList<NearestImage>? Nearest { get; init; }
}

/// <summary>A training image that lies near.</summary>
/// <param name="File">Its path as listed.</param>
/// <param name="Similarity">Cosine similarity of the standardised embeddings; -1 to 1, 1 = same direction.</param>
/// <param name="Names">Its class or labels.</param>
/// <param name="Picture">Position in <see cref="ReportContent.SmallPictures"/>; null where there is none.</param>
internal sealed record NearestImage(string File, double Similarity, IReadOnlyList<string> Names, int? Picture);

/// <summary>What one head says about one image.</summary>
/// <param name="Given">The class, or the labels that reach their thresholds; empty = no label.</param>
/// <param name="Probabilities">All classes or labels with their probability, in the model's order.</param>
internal sealed record HeadAnswer(IReadOnlyList<string> Given, IReadOnlyList<NamedProbability> Probabilities);
