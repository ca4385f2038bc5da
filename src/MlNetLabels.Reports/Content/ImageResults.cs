namespace MlNetLabels.Reports;

/// <summary>
/// What the model gave for each test image, compactly, so that two reports can be compared on the images they share.
/// Bounded by <see cref="ReportLimits.ResultCells"/> and <see cref="ReportLimits.ResultImages"/>: of more, the images
/// with the lowest content hash stay, which are the same in every report.
/// </summary>
internal sealed record ImageResults
{
    /// <summary>Test images in all; the lists below hold as many or fewer.</summary>
    public required int Images { get; init; }

    /// <summary>First 16 hexadecimal digits of each image's content hash, ascending.</summary>
    public required IReadOnlyList<string> Contents { get; init; }

    /// <summary>Its path as listed.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Images with equal numbers belong together and are resampled together.</summary>
    public required IReadOnlyList<int> Groups { get; init; }

    /// <summary>The softmax head; null where it does not apply.</summary>
    public HeadResults? Softmax { get; init; }

    /// <summary>The label heads; null where they do not apply.</summary>
    public HeadResults? Labels { get; init; }
}

/// <summary>One head's truth and probabilities, row after row.</summary>
/// <param name="Names">Classes or labels, in the order of the columns.</param>
/// <param name="Truth">One character per cell: 1 present, 0 absent, ? unknown.</param>
/// <param name="Probabilities">Base64 of one little-endian single-precision number per cell.</param>
/// <param name="Thresholds">Probability from which on each label is given; empty for softmax.</param>
internal sealed record HeadResults(
    IReadOnlyList<string> Names,
    string Truth,
    string Probabilities,
    IReadOnlyList<double> Thresholds
);
