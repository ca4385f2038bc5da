namespace MlNetLabels.Reports;

/// <summary>
/// How one engine fitted one head: on the same training rows and with the same lambda as the others, judged on the same
/// test rows before any calibration.
/// </summary>
public sealed record EngineFit
{
    /// <summary>What fitted it, with its version.</summary>
    public required string Engine { get; init; }

    /// <summary>softmax or labels.</summary>
    public required string Head { get; init; }

    /// <summary>lambda of the penalty lambda/2 |W|^2.</summary>
    public required double Lambda { get; init; }

    /// <summary>
    /// What both minimise, mean loss + penalty, of label heads the mean over labels; smaller is better.
    /// </summary>
    public required double Objective { get; init; }

    /// <summary>Time of the one fit.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of a softmax head, 0 to 1; null for label heads.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Mean average precision of label heads, 0 to 1; null for a softmax head and where it is undefined.</summary>
    public double? MapMacro { get; init; }

    /// <summary>Mean log-loss; smaller is better. Null where it is undefined.</summary>
    public double? LogLoss { get; init; }
}
