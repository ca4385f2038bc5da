namespace MlNetLabels.Data;

/// <summary>What an image is used for. Each image has exactly one use.</summary>
public enum Split
{
    /// <summary>Weights are learned from it.</summary>
    Train,

    /// <summary>Calibration, thresholds and cuts are chosen on it.</summary>
    Validation,

    /// <summary>Reported once, chosen by nobody.</summary>
    Test,
}
