using MlNetLabels.Models;

namespace MlNetLabels.Reports;

/// <summary>Pictures worth looking at. The HTML shows no more of them than <see cref="ReportLimits"/> allows.</summary>
public sealed record ImagesReport
{
    /// <summary>Some training images of each class, or with each label.</summary>
    public IReadOnlyList<ContactSheetGroup> ContactSheet { get; init; } = [];

    /// <summary>Out-of-domain images on which a head is surest, surest first.</summary>
    public IReadOnlyList<JudgedImage> MostConfidentOutOfDomain { get; init; } = [];

    /// <summary>In-domain test images that a head gets wrong, surest first.</summary>
    public IReadOnlyList<JudgedImage>? Mistakes { get; init; }

    /// <summary>In-domain test images with a label probability close to its threshold, closest first.</summary>
    public IReadOnlyList<JudgedImage>? NearThreshold { get; init; }
}

/// <summary>Some training images of one class, or with one label.</summary>
/// <param name="Class">The class or label.</param>
/// <param name="Count">Training images it has in all.</param>
/// <param name="Images">Those shown.</param>
public sealed record ContactSheetGroup(string Class, int Count, IReadOnlyList<SheetImage> Images);

/// <summary>An image of a contact sheet.</summary>
/// <param name="File">Its path as listed.</param>
/// <param name="Thumbnail">A small copy as a data URI (JPEG, PNG, WebP or GIF in base64); null where there is none.</param>
/// <param name="Labels">All labels it has.</param>
public sealed record SheetImage(string File, string? Thumbnail, IReadOnlyList<string> Labels);

/// <summary>An image with what each head says about it.</summary>
public sealed record JudgedImage
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

    /// <summary>What the whole model decides: "Class", "Labels", "None" or "Rejected"; null where it was not asked.</summary>
    public string? Verdict { get; init; }

    /// <summary>Training images that lie nearest, nearest first.</summary>
    public IReadOnlyList<string>? Nearest { get; init; }
}

/// <summary>What one head says about one image.</summary>
/// <param name="Given">The class, or the labels that reach their thresholds; empty = no label.</param>
/// <param name="Probabilities">All classes or labels with their probability, in the model's order.</param>
public sealed record HeadAnswer(IReadOnlyList<string> Given, IReadOnlyList<NamedProbability> Probabilities);
