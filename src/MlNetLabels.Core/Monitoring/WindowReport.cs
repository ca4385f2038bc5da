namespace MlNetLabels.Monitoring;

/// <summary>
/// What a window of predictions looks like beside what the model knows of its training images. Immutable.
/// </summary>
public sealed record WindowReport
{
    /// <summary>Different images in the window; all figures are of them.</summary>
    public required int Images { get; init; }

    /// <summary>Predictions left out because the same image was in the window already.</summary>
    public int Repeated { get; init; }

    /// <summary>The finding in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether a test raises an alarm; null where none could be made.</summary>
    public required bool? HasChanged { get; init; }

    /// <summary>Chance that a window without any change raises one.</summary>
    public required double FalseAlarmRate { get; init; }

    /// <summary>The tests: <c>rejected</c>, <c>classifier</c>, <c>discrepancy</c>.</summary>
    public required IReadOnlyList<WindowTest> Tests { get; init; }

    /// <summary>Mean probability of the predicted class, or without classes of the likeliest label; 0 to 1.</summary>
    public double? MeanConfidence { get; init; }

    /// <summary>
    /// Accuracy that the class probabilities of the images that were not rejected promise; null where there is none, or
    /// no softmax head.
    /// </summary>
    public WindowEstimate? ExpectedAccuracy { get; init; }

    /// <summary>
    /// Micro-averaged F1 that the label probabilities of the images that were not rejected promise; null where there is
    /// none, or no label head.
    /// </summary>
    public WindowEstimate? ExpectedF1 { get; init; }

    /// <summary>
    /// Share of the images that were not rejected, by predicted class; without classes by label, where shares need not
    /// sum to one.
    /// </summary>
    public IReadOnlyDictionary<string, double> Predicted { get; init; } = new Dictionary<string, double>();

    /// <summary>The same of the images that judged the model while it was trained; empty where it is not known.</summary>
    public IReadOnlyDictionary<string, double> HeldOut { get; init; } = new Dictionary<string, double>();
}

/// <summary>One test of a window.</summary>
/// <param name="Name">
/// <c>rejected</c>: the share of images that the domain check rejects. <c>classifier</c>: how well a classifier tells the
/// window from training images, cross-validated AUROC. <c>discrepancy</c>: their squared maximum mean discrepancy.
/// </param>
/// <param name="Value">The figure; null where <paramref name="Reason"/> says why there is none.</param>
/// <param name="Expected">What it is without a change: the promised reject rate, 0.5, or 0.</param>
/// <param name="PValue">Chance of a figure at least as large without a change.</param>
/// <param name="Adjusted">The p-value after Holm's correction over the window's tests.</param>
/// <param name="IsAlarm">Whether that is at most <see cref="WindowReport.FalseAlarmRate"/>.</param>
/// <param name="Reason">Why the test was not made; null where it was.</param>
public sealed record WindowTest(
    string Name,
    double? Value,
    double Expected,
    double? PValue,
    double? Adjusted,
    bool IsAlarm,
    string? Reason
);

/// <summary>
/// A figure that is estimated without knowing the truth, from calibrated probabilities and from how far they were off on
/// held-out images.
/// </summary>
/// <param name="Value">The estimate; 0 to 1.</param>
/// <param name="Low">
/// Where the figure of these images lies with a chance of 95 %, if they are of the kind that was held out; null where
/// <paramref name="Reason"/> says why not.
/// </param>
/// <param name="High">The upper end; null like <paramref name="Low"/>.</param>
/// <param name="HeldOut">The figure of the images that judged the model while it was trained; null where there is none.</param>
/// <param name="Reason">Why there is no interval; null where there is one.</param>
public sealed record WindowEstimate(double Value, double? Low, double? High, double? HeldOut, string? Reason);
