namespace MlNetLabels.Reports;

/// <summary>
/// What a data curator should look at: images that occur twice, labels that are probably wrong, classes that are rare.
/// </summary>
internal sealed record DataAuditReport
{
    /// <summary>In-domain images audited.</summary>
    public required int Images { get; init; }

    /// <summary>
    /// Images of the most frequent class or label over those of the rarest; null where there are fewer than two or one
    /// has none.
    /// </summary>
    public double? Imbalance { get; init; }

    /// <summary>The most frequent and the rarest class or label; null where <see cref="Imbalance"/> is.</summary>
    public IReadOnlyList<string>? Extremes { get; init; }

    /// <summary>Images without any class or label: known negatives.</summary>
    public int WithoutLabel { get; init; }

    /// <summary>Images whose files are the same byte for byte.</summary>
    public required DuplicatesReport Exact { get; init; }

    /// <summary>Images whose embeddings are nearly the same; null where they were not searched.</summary>
    public DuplicatesReport? Near { get; init; }

    /// <summary>
    /// What duplicates between test and training images do to the figures; null where there are none.
    /// </summary>
    public LeakageReport? Leakage { get; init; }

    /// <summary>Labels that are probably wrong; null where they were not searched.</summary>
    public LabelErrorsReport? LabelErrors { get; init; }

    /// <summary>What was left out of the audit, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Groups of images that show the same.</summary>
/// <param name="About">How they were found, in a sentence.</param>
/// <param name="Threshold">Least cosine similarity of two embeddings that counts; null for equal files.</param>
/// <param name="Images">Images in any group.</param>
/// <param name="GroupCount">Groups in all.</param>
/// <param name="AcrossSplits">Groups whose images lie in more than one split.</param>
/// <param name="Groups">
/// Those shown, those across splits and those whose labels differ first; at most
/// <see cref="ReportLimits.AuditEntries"/>.
/// </param>
internal sealed record DuplicatesReport(
    string About,
    double? Threshold,
    int Images,
    int GroupCount,
    int AcrossSplits,
    IReadOnlyList<DuplicateGroup> Groups
);

/// <summary>Images that show the same.</summary>
/// <param name="Similarity">Least cosine similarity of a link that holds the group together; 1 for equal files.</param>
/// <param name="Count">Images in it.</param>
/// <param name="AcrossSplits">Whether they lie in more than one split.</param>
/// <param name="LabelsDiffer">Whether they do not all have the same class or labels: then some are wrong.</param>
/// <param name="Images">Those shown, at most <see cref="ReportLimits.GroupImages"/>.</param>
internal sealed record DuplicateGroup(
    double Similarity,
    int Count,
    bool AcrossSplits,
    bool LabelsDiffer,
    IReadOnlyList<AuditImage> Images
);

/// <summary>An image of the audit.</summary>
/// <param name="File">Its path as listed.</param>
/// <param name="Use">"train", "validation", "test", or "unused" where a model was not to be judged on it.</param>
/// <param name="Names">Its class or labels as given.</param>
/// <param name="Picture">Position in <see cref="ReportContent.SmallPictures"/>; null where there is none.</param>
/// <param name="Verdict">What the model answers; null for an image that is not shown.</param>
internal sealed record AuditImage(
    string File,
    string Use,
    IReadOnlyList<string> Names,
    int? Picture,
    string? Verdict = null
);

/// <summary>
/// Test images with a duplicate among the images that the model learned from, and the figures with and without them.
/// </summary>
/// <param name="TestImages">Test images in all.</param>
/// <param name="Leaked">Those with an exact or near duplicate in training or validation.</param>
/// <param name="Effects">Each figure on all test images and on those that are not leaked.</param>
internal sealed record LeakageReport(int TestImages, int Leaked, IReadOnlyList<LeakageEffect> Effects);

/// <summary>One figure with and without leaked images.</summary>
/// <param name="Head">"softmax" or "labels".</param>
/// <param name="Metric">The figure's camelCase name.</param>
/// <param name="All">On all test images.</param>
/// <param name="WithoutLeaked">On those that are not leaked.</param>
/// <param name="LeakedOnly">On the leaked ones alone.</param>
internal sealed record LeakageEffect(
    string Head,
    string Metric,
    double? All,
    double? WithoutLeaked,
    double? LeakedOnly
);

/// <summary>
/// Labels that are more probably wrong than right, by heads that did not train on the image.
/// </summary>
/// <param name="About">How they were found, in a sentence.</param>
/// <param name="Count">Suspected labels in all.</param>
/// <param name="Images">Images they lie on.</param>
/// <param name="PerName">How many of each class's or label's images are suspected.</param>
/// <param name="Suspects">
/// Those that are wrong with a probability of 0.2 or more, the most probable first; the first
/// <see cref="ReportLimits.AuditEntries"/> are shown.
/// </param>
/// <param name="EstimatedShare">
/// Share of all labels that is wrong, those that cannot be told included; null in reports of older programs.
/// </param>
internal sealed record LabelErrorsReport(
    string About,
    int Count,
    int Images,
    IReadOnlyList<SuspectCount> PerName,
    IReadOnlyList<LabelSuspect> Suspects,
    double? EstimatedShare = null
);

/// <summary>Suspected labels of one class or label.</summary>
/// <param name="Name">The class or label.</param>
/// <param name="Given">Images it is given on.</param>
/// <param name="SuspectGiven">Of these, how many probably should not have it.</param>
/// <param name="SuspectMissing">Images without it that probably should have it.</param>
internal sealed record SuspectCount(string Name, int Given, int SuspectGiven, int SuspectMissing);

/// <summary>One label that is probably wrong.</summary>
/// <param name="Image">The image.</param>
/// <param name="Label">For label sets the label in question; null for classes.</param>
/// <param name="Given">What the data says: the class, or "present" or "absent".</param>
/// <param name="Suggested">What the heads say instead.</param>
/// <param name="ProbabilityOfGiven">
/// Probability of what the data says, by heads that did not train on the image.
/// </param>
/// <param name="ProbabilityOfSuggested">Probability of what they say instead.</param>
/// <param name="ProbabilityOfWrong">
/// Probability that what the data says is wrong; null in reports of older programs.
/// </param>
internal sealed record LabelSuspect(
    AuditImage Image,
    string? Label,
    string Given,
    string Suggested,
    double ProbabilityOfGiven,
    double ProbabilityOfSuggested,
    double? ProbabilityOfWrong = null
);
