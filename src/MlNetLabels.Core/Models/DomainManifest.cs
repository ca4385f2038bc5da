using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>The domain check of a model.</summary>
/// <param name="Decider">Name of the score that decides.</param>
/// <param name="Cut">What validation images, or all out of fold, set on it.</param>
/// <param name="Scores">All scores the model holds.</param>
internal sealed record DomainManifest(string Decider, ConformalCutState Cut, IReadOnlyList<ScoreManifest> Scores)
{
    /// <summary>Why this score decides, in a sentence.</summary>
    public string Why
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? "";
    } = "";

    /// <summary>
    /// The out-of-domain images that chose the score; null where none were given and the default decides.
    /// </summary>
    public ScoreChoice? Choice { get; init; }

    /// <summary>The cut as it is used.</summary>
    public CutSummary? Used { get; init; }

    /// <summary>True where no image could be held out because groups are too few to divide; else null.</summary>
    public bool? LacksGroups { get; init; }

    /// <summary>The check for new classes; null where there is none.</summary>
    public NewClassManifest? NewClass { get; init; }

    /// <summary>
    /// Of a cross-conformal check: the fold that gave each of the cut's scores, in their order. Null where validation
    /// images gave them.
    /// </summary>
    public IReadOnlyList<int>? CutFolds { get; init; }

    /// <summary>Of a cross-conformal check: the fitted scalars of the deciding score, fold by fold.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>>? FoldNumbers { get; init; }
}

/// <summary>A fitted out-of-domain score; its tensors are among the weights.</summary>
/// <param name="Name">The score.</param>
/// <param name="Numbers">Its fitted scalars.</param>
/// <param name="Cut">
/// Where it would cut at the model's reject rate if it decided; null where validation is too small to say.
/// </param>
internal sealed record ScoreManifest(string Name, IReadOnlyDictionary<string, double> Numbers, double? Cut = null);

/// <summary>How validation out-of-domain images chose the score that decides.</summary>
/// <param name="Sets">Their names.</param>
/// <param name="Images">How many there were.</param>
/// <param name="Auroc">
/// By score: AUROC against validation in-domain images, mean over the sets; 0.5 = blind, 1 = perfect.
/// </param>
/// <param name="Fingerprints">
/// <see cref="Models.Fingerprints"/> of their embeddings, so that they are never taken for test images.
/// </param>
internal sealed record ScoreChoice(
    IReadOnlyList<string> Sets,
    int Images,
    IReadOnlyDictionary<string, double> Auroc,
    string Fingerprints
);

/// <summary>
/// A conformal cut in figures for people; <see cref="ConformalCutState"/> holds what it follows from.
/// </summary>
/// <param name="Cut">Images that score above this are rejected; null where validation is too small to set one.</param>
/// <param name="RejectRate">Share of in-domain images that may be rejected.</param>
/// <param name="ByGroup">
/// Whether the promise is to images of new groups; otherwise to new images of the kinds seen.
/// </param>
/// <param name="Images">Validation images.</param>
/// <param name="Groups">Validation groups; as many as images where they came without groups.</param>
/// <param name="ValidationCoverage">Share of them accepted; null without any.</param>
internal sealed record CutSummary(
    double? Cut,
    double RejectRate,
    bool ByGroup,
    int Images,
    int Groups,
    double? ValidationCoverage
)
{
    /// <summary>Images that set the cut out of fold; 0 where validation images did.</summary>
    public int OutOfFoldImages { get; init; }

    /// <summary>Their groups; as many as images where they came without groups.</summary>
    public int OutOfFoldGroups { get; init; }

    /// <summary>Share of them accepted.</summary>
    public double? OutOfFoldCoverage { get; init; }
}
