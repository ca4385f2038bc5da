using MlNetLabels.Models;

namespace MlNetLabels.Reports;

/// <summary>The model that was judged.</summary>
internal sealed record ModelReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its own version, where it has one.</summary>
    public string? Version { get; init; }

    /// <summary>The frozen network before the heads.</summary>
    public required BackboneReport Backbone { get; init; }

    /// <summary>The softmax head's classes in order; empty where it does not apply.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The label heads' labels in order; empty where they do not apply.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Probability from which on a label is given, by label.</summary>
    public IReadOnlyDictionary<string, double>? Thresholds { get; init; }

    /// <summary>
    /// What each way of choosing thresholds gave on the images held out from the heads, label after label; the one in use comes
    /// first.
    /// </summary>
    public IReadOnlyList<ThresholdChoiceReport>? ThresholdChoices { get; init; }

    /// <summary>What is not at work in it though a reader would take it to be, and why; null in older reports.</summary>
    public IReadOnlyList<string>? SwitchedOff { get; init; }

    /// <summary>Of which rows it is a sample, and what more would bring; null where it was trained on all.</summary>
    public TrainingSample? Sample { get; init; }

    /// <summary>How logits become calibrated probabilities.</summary>
    public PerHead<CalibrationSummary>? Calibration { get; init; }

    /// <summary>The penalty that was chosen and the values that were tried.</summary>
    public PerHead<L2Report>? L2 { get; init; }
}

/// <summary>The frozen network before the heads.</summary>
internal sealed record BackboneReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Lower-case hexadecimal hash of its file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of an embedding.</summary>
    public int? Dimension { get; init; }
}

/// <summary>One way of choosing one label's threshold, and what it gave on the images held out from the heads.</summary>
/// <param name="Label">The label.</param>
/// <param name="Rule"><c>expected-f1</c>, <c>best-f1</c>, <c>precision:P</c>, <c>recall:R</c> or <c>fixed:T</c>.</param>
/// <param name="Threshold">Probability from which on the label is given.</param>
/// <param name="InUse">Whether the model uses it.</param>
internal sealed record ThresholdChoiceReport(string Label, string Rule, double Threshold, bool InUse)
{
    /// <summary>Right among those given; null where none is.</summary>
    public double? Precision { get; init; }

    /// <summary>Found among those that have it; null where none has.</summary>
    public double? Recall { get; init; }

    /// <summary>Harmonic mean of both.</summary>
    public double? F1 { get; init; }

    /// <summary>Why the rule could not be kept; null where it was.</summary>
    public string? Reason { get; init; }
}

/// <summary>How one head's logits become calibrated probabilities.</summary>
/// <param name="Method">For example "temperature" or "Platt".</param>
/// <param name="Parameters">Fitted values by name.</param>
internal sealed record CalibrationSummary(string Method, IReadOnlyDictionary<string, double> Parameters)
{
    /// <summary>Why nothing was fitted, so that probabilities are as trained; null where something was.</summary>
    public string? NotFitted { get; init; }

    /// <summary>How many labels it could not be fitted for, and why; null where that is none or all.</summary>
    public string? NotFittedFor { get; init; }

    /// <summary>Why a calibration that was tried was not taken: it gains nothing beyond chance; else null.</summary>
    public string? KeptAsTrained { get; init; }
}

/// <summary>The L2 penalty of one head.</summary>
/// <param name="Lambda">The one chosen; on the mean loss, larger = smaller weights.</param>
/// <param name="Path">Those tried, in order.</param>
internal sealed record L2Report(double Lambda, IReadOnlyList<L2Point> Path);

/// <summary>One penalty that was tried.</summary>
/// <param name="Lambda">The penalty.</param>
/// <param name="ValidationLoss">
/// Mean loss on training images left out in turn (cross-validation); lower is better.
/// </param>
/// <param name="TrainLoss">Mean loss on training images.</param>
internal sealed record L2Point(double Lambda, double? ValidationLoss, double? TrainLoss = null);
