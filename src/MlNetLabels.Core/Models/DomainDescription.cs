namespace MlNetLabels.Models;

/// <summary>The domain check of a model: the score that decides, why it does, and its cut. Immutable.</summary>
public sealed record DomainDescription
{
    internal DomainDescription(DomainManifest manifest)
    {
        (Score, Why, RejectRate) = (manifest.Decider, manifest.Why, manifest.Cut.Alpha);
        Cuts = manifest.Scores.ToDictionary(score => score.Name, score => score.Cut);
        (ChoiceAuroc, ChoiceImages) = (manifest.Choice?.Auroc, manifest.Choice?.Images ?? 0);
        if (manifest.Used is { } given)
            (OutOfFoldImages, OutOfFoldGroups, OutOfFoldCoverage) = (
                given.OutOfFoldImages,
                given.OutOfFoldGroups,
                given.OutOfFoldCoverage
            );
        NewClass = manifest.NewClass is { } check ? new NewClassDescription(check) : null;
        if (manifest.Used is { } used)
            (Cut, ByGroup, ValidationImages, ValidationGroups, ValidationCoverage) = (
                used.Cut,
                used.ByGroup,
                used.Images,
                used.Groups,
                used.ValidationCoverage
            );
    }

    /// <summary>The check for new classes; null where there is none.</summary>
    public NewClassDescription? NewClass { get; }

    /// <summary>Name of the out-of-domain score that decides.</summary>
    public string Score { get; }

    /// <summary>Why this score decides, in a sentence.</summary>
    public string Why { get; }

    /// <summary>
    /// By score: AUROC of validation out-of-domain images against validation in-domain images, mean over the sets; 0.5
    /// = blind, 1 = perfect. Null where none were given and the default decides.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ChoiceAuroc { get; }

    /// <summary>Number of validation out-of-domain images that chose the score; 0 where the default decides.</summary>
    public int ChoiceImages { get; }

    /// <summary>
    /// By score that the model holds: where it would cut at the model's reject rate if it decided; null where
    /// validation is too small to say.
    /// </summary>
    public IReadOnlyDictionary<string, double?> Cuts { get; }

    /// <summary>Share of in-domain images that may be rejected, above 0 and below 1.</summary>
    public double RejectRate { get; }

    /// <summary>
    /// Images that score above this are rejected; null where validation is too small to set a cut.
    /// </summary>
    public double? Cut { get; }

    /// <summary>
    /// Whether the promise is to images of new groups; otherwise it is to new images of the kinds seen.
    /// </summary>
    public bool ByGroup { get; }

    /// <summary>
    /// Number of training images that set the cut out of fold, each scored by what was fitted without it; 0 where
    /// validation images did.
    /// </summary>
    public int OutOfFoldImages { get; }

    /// <summary>Number of their groups; as many as images where they came without groups.</summary>
    public int OutOfFoldGroups { get; }

    /// <summary>Share of them accepted, 0 to 1; null where validation images set the cut.</summary>
    public double? OutOfFoldCoverage { get; }

    /// <summary>Number of validation images that set the cut; 0 of a cross-fitted model.</summary>
    public int ValidationImages { get; }

    /// <summary>Number of their groups; as many as images where they came without groups.</summary>
    public int ValidationGroups { get; }

    /// <summary>Share of them accepted, 0 to 1; null without any.</summary>
    public double? ValidationCoverage { get; }
}
