using MlNetLabels.Data;

namespace MlNetLabels.Reports;

/// <summary>The images that went in.</summary>
internal sealed record DataReport
{
    /// <summary>Where they came from, as the user named it.</summary>
    public required string Source { get; init; }

    /// <summary>Images listed and read.</summary>
    public required int Rows { get; init; }

    /// <summary>Images in each split.</summary>
    public required SplitSizes Splits { get; init; }

    /// <summary>
    /// Folds in which every training image also calibrated heads fitted without it; null where validation images did.
    /// </summary>
    public int? CrossFolds { get; init; }

    /// <summary>Images of each class, or with each label, in each split.</summary>
    public IReadOnlyList<ClassCounts> PerClass { get; init; } = [];

    /// <summary>
    /// Classes or labels that test images show and the model does not know: no figure counts them. Null for none.
    /// </summary>
    public IReadOnlyList<string>? NotJudged { get; init; }

    /// <summary>Files that could not be used.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>What a careful reader should know about the data.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Images in each split.</summary>
/// <param name="Train">For fitting the heads.</param>
/// <param name="Validation">For penalty, calibration and thresholds.</param>
/// <param name="Test">For the figures that count.</param>
internal sealed record SplitSizes(int Train, int Validation, int Test);

/// <summary>Images of one class, or with one label, in each split.</summary>
/// <param name="Name">The class or label.</param>
/// <param name="Train">In training.</param>
/// <param name="Validation">In validation.</param>
/// <param name="Test">In test.</param>
internal sealed record ClassCounts(string Name, int Train, int Validation, int Test);
