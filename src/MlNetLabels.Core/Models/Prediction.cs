namespace MlNetLabels.Models;

/// <summary>A model's answer for one image. Probabilities never come without names.</summary>
public sealed record Prediction
{
    /// <summary>The answer in one word.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>
    /// The most probable class, also where the verdict is <see cref="Verdict.Rejected"/> or
    /// <see cref="Verdict.Unsure"/>; null for models of label sets.
    /// </summary>
    public string? Class { get; init; }

    /// <summary>
    /// Every class with its probability, in the model's order; they sum to one. Null for models of label sets.
    /// </summary>
    public IReadOnlyList<NamedProbability>? Classes { get; init; }

    /// <summary>
    /// Every label with its probability and threshold, in the model's order; they need not sum to one. Null where no
    /// label head was trained.
    /// </summary>
    public IReadOnlyList<LabelProbability>? Labels { get; init; }

    /// <summary>
    /// Labels of the training data that the model can never give, as they had too few images for a head; null where there
    /// are none.
    /// </summary>
    public IReadOnlyList<string>? MissingLabels { get; init; }

    /// <summary>
    /// Classes among which the true one is for the promised share of in-domain images, in the model's order: of an image
    /// that could be either of two it holds both, and none where no class fits. Null without a softmax head, and in
    /// models that were trained before there were sets.
    /// </summary>
    public IReadOnlyList<string>? ClassSet { get; init; }

    /// <summary>
    /// Labels of which at most the promised share of an image's own is missing in the mean, in the model's order. Null
    /// without label heads, and in models that were trained before there were sets.
    /// </summary>
    public IReadOnlyList<string>? LabelSet { get; init; }

    /// <summary>
    /// Whether <see cref="ClassSet"/> can leave a class out; false where so few images were held out that it always holds
    /// all. Null where there is none.
    /// </summary>
    public bool? IsClassSetOn { get; init; }

    /// <summary>
    /// Classes that <see cref="ClassSet"/> always holds, of whatever image, as too few of their images were held out; null
    /// where there are none.
    /// </summary>
    public IReadOnlyList<string>? ClassesInEverySet { get; init; }

    /// <summary>Whether <see cref="LabelSet"/> can leave a label out, as <see cref="IsClassSetOn"/>.</summary>
    public bool? IsLabelSetOn { get; init; }

    /// <summary>
    /// Whether the probabilities of all heads were held against images held out from training. Where these were too few,
    /// <see cref="ModelDescription.CalibrationWarning"/> says so, and probabilities are rough.
    /// </summary>
    public bool IsCalibrated { get; init; }

    /// <summary>How far the image lies from the training images.</summary>
    public required DomainCheck Domain { get; init; }

    /// <summary>
    /// Whether the image, of a known kind, may be of a class that the model does not know: the same, by embedding and
    /// heads together. Null where the model has no such check.
    /// </summary>
    public DomainCheck? NewClass { get; init; }
}

/// <summary>A class and its probability.</summary>
/// <param name="Name">The class.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record NamedProbability(string Name, double Probability);

/// <summary>A label, its probability and whether it is said to apply.</summary>
/// <param name="Name">The label.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="Threshold">The probability from which on it applies.</param>
/// <param name="Applies">Whether it does.</param>
public sealed record LabelProbability(string Name, double Probability, double Threshold, bool Applies);

/// <summary>The out-of-domain check of one image.</summary>
/// <param name="Score">Distance from the training images; larger = further out.</param>
/// <param name="PValue">
/// Share of validation images at least as far out, counting this one; in (0, 1], small = out of domain.
/// </param>
/// <param name="Cut">
/// Images that score above this are rejected; null where there were too few validation images to set one.
/// </param>
/// <param name="Rejected">Whether this one is.</param>
public sealed record DomainCheck(double Score, double PValue, double? Cut, bool Rejected)
{
    /// <summary>Whether there is a cut: without one no image is ever rejected, whatever it shows.</summary>
    public bool IsOn => Cut is not null;
}
