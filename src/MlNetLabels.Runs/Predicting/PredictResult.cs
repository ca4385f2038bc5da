using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageRuns.Predict"/> answered, or a part of <see cref="ImageRuns.PredictEach"/>.</summary>
public sealed record PredictResult
{
    /// <summary>One answer for each image that could be read, in the order given.</summary>
    public required IReadOnlyList<PredictedImage> Images { get; init; }

    /// <summary>Files that could not be used, each with its reason.</summary>
    public required IReadOnlyList<SkippedFile> Skipped { get; init; }

    /// <summary>Folders with files that are no images, each with how many of which kinds.</summary>
    public IReadOnlyList<SkippedFile> LeftOut { get; init; } = [];

    /// <summary>Classes, in the order of every answer's; null where the model has no softmax head.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Labels, in the order of every answer's; null where the model has no label heads.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>Name of the out-of-domain score that decides which images are rejected.</summary>
    public required string DomainScore { get; init; }

    /// <summary>Why it does, in a sentence.</summary>
    public required string DomainReason { get; init; }

    /// <summary>Share of in-domain images that the domain check may reject.</summary>
    public required double RejectRate { get; init; }

    /// <summary>Whether the domain check rejects anything; with too few validation images it is off.</summary>
    public required bool IsDomainCheckOn { get; init; }

    /// <summary>What to know of the domain check; null where it keeps its full promise.</summary>
    public string? DomainWarning { get; init; }

    /// <summary>What is not at work in the model, and why, the gravest first: <see cref="Model.SwitchedOff"/>.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>What is not calibrated, and why; null where all probabilities are.</summary>
    public string? CalibrationWarning { get; init; }
}

/// <summary>One image's answer.</summary>
/// <param name="File">The file, as given or found.</param>
/// <param name="Prediction">The answer.</param>
public sealed record PredictedImage(string File, Prediction Prediction);
