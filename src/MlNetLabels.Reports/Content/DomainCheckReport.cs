namespace MlNetLabels.Reports;

/// <summary>
/// The domain check: which score decides and why, where it cuts, and whether it keeps its promise in domain.
/// </summary>
internal sealed record DomainCheckReport
{
    /// <summary>Name of the score that decides.</summary>
    public required string Score { get; init; }

    /// <summary>Why it does, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>
    /// By score: AUROC on the validation out-of-domain images that it was chosen by; null for the default.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ChoiceAuroc { get; init; }

    /// <summary>Share of in-domain images that may be rejected.</summary>
    public double? RejectRate { get; init; }

    /// <summary>Images that score above this are rejected; null where validation was too small.</summary>
    public double? Cut { get; init; }

    /// <summary>Whether there is a cut at all: without one the check rejects nothing.</summary>
    public bool IsOn => Cut is not null;

    /// <summary>Whether the promise is to images of new groups; otherwise to new images of the kinds seen.</summary>
    public bool ByGroup { get; init; }

    /// <summary>Validation images that set the cut.</summary>
    public int ValidationImages { get; init; }

    /// <summary>Groups they come from.</summary>
    public int ValidationGroups { get; init; }

    /// <summary>Share of them accepted.</summary>
    public double? ValidationCoverage { get; init; }

    /// <summary>
    /// Training images that set the cut out of fold, each scored by what was fitted without it; null where
    /// validation images did.
    /// </summary>
    public int? OutOfFoldImages { get; init; }

    /// <summary>Groups they come from.</summary>
    public int? OutOfFoldGroups { get; init; }

    /// <summary>Share of them accepted.</summary>
    public double? OutOfFoldCoverage { get; init; }

    /// <summary>Whether the cut was set out of fold.</summary>
    public bool IsCross() => OutOfFoldImages > 0;

    /// <summary>Number of images that set the cut.</summary>
    public int CutImages() => OutOfFoldImages ?? ValidationImages;

    /// <summary>Number of groups that set the cut.</summary>
    public int CutGroups() => OutOfFoldGroups ?? ValidationGroups;

    /// <summary>Share accepted of the images that set the cut.</summary>
    public double? CutCoverage() => IsCross() ? OutOfFoldCoverage : ValidationCoverage;

    /// <summary>In-domain test images.</summary>
    public int TestImages { get; init; }

    /// <summary>Known negatives among them, beside a classifier's own test images.</summary>
    public int TestNegatives { get; init; }

    /// <summary>Share of them accepted: to be held against 1 - the reject rate; null where the check is off.</summary>
    public double? TestCoverage { get; init; }

    /// <summary>The check for new classes; null where there is none.</summary>
    public NewClassReport? NewClass { get; init; }

    /// <summary>Where the promise is weaker than asked for.</summary>
    public string? Warning { get; init; }
}

/// <summary>The check for new classes of a model.</summary>
/// <param name="Doubt">The heads' score that speaks for doubt.</param>
/// <param name="UnsureRate">Share of in-domain images that may be called unsure.</param>
/// <param name="Cut">Images that score above this are unsure; null where held-out images were too few.</param>
internal sealed record NewClassReport(string Doubt, double UnsureRate, double? Cut);
