namespace MlNetLabels.Reports;

/// <summary>
/// How labels go together on the test images whose labels are all known, true and predicted at the thresholds in use.
/// </summary>
internal sealed record LabelSetsReport
{
    /// <summary>Test images counted.</summary>
    public required int Images { get; init; }

    /// <summary>Test images left out, since a label of theirs is unknown.</summary>
    public int LeftOut { get; init; }

    /// <summary>Images by how many labels they have: 0, 1, 2, ...</summary>
    public required IReadOnlyList<int> LabelsPerImageTrue { get; init; }

    /// <summary>Images by how many labels they get; as long as <see cref="LabelsPerImageTrue"/>.</summary>
    public required IReadOnlyList<int> LabelsPerImagePredicted { get; init; }

    /// <summary>
    /// Labels of the matrices below: all, or the most frequent <see cref="ReportLimits.CoOccurrenceLabels"/>.
    /// </summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Images that have both labels; the diagonal holds the images that have the label.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> CoOccurrenceTrue { get; init; }

    /// <summary>Images that get both labels.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> CoOccurrencePredicted { get; init; }
}
