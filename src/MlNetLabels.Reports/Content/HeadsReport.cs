using MlNetLabels.Metrics;

namespace MlNetLabels.Reports;

/// <summary>How good each head is; null where a head does not apply.</summary>
internal sealed record HeadsReport
{
    /// <summary>The softmax head.</summary>
    public HeadReport<MulticlassMetrics>? Softmax { get; init; }

    /// <summary>The label heads.</summary>
    public HeadReport<MultiLabelMetrics>? Labels { get; init; }
}

/// <summary>How good one head is on the images it was tuned on and on those it never saw.</summary>
internal sealed record HeadReport<TMetrics>
    where TMetrics : class
{
    /// <summary>On validation images: thresholds and calibration were chosen there, so these figures flatter.</summary>
    public TMetrics? Validation { get; init; }

    /// <summary>
    /// Of a cross-fitted model, on training images by heads fitted without them: thresholds and calibration were chosen
    /// there, so these figures flatter a little. Null where validation images did that.
    /// </summary>
    public TMetrics? OutOfFold { get; init; }

    /// <summary>On test images: the figures that count.</summary>
    public TMetrics? Test { get; init; }

    /// <summary>Intervals of the metrics above.</summary>
    public HeadIntervals? Intervals { get; init; }

    /// <summary>On the images that thresholds and calibration were chosen on.</summary>
    public TMetrics? Tuned() => OutOfFold ?? Validation;

    /// <summary>What those images are called.</summary>
    public string TunedName() => OutOfFold is null ? "Validation" : "Held out in turn";

    /// <summary>The same in a sentence.</summary>
    public string TunedImages() => OutOfFold is null ? "validation images" : "images held out in turn";
}

/// <summary>Intervals by split, then by the metric's camelCase name.</summary>
internal sealed record HeadIntervals
{
    /// <summary>Of the validation metrics.</summary>
    public IReadOnlyDictionary<string, ConfidenceInterval>? Validation { get; init; }

    /// <summary>Of the test metrics.</summary>
    public IReadOnlyDictionary<string, ConfidenceInterval>? Test { get; init; }
}

/// <summary>Where a figure probably lies.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">How often such an interval holds the true value, for example 0.95.</param>
internal sealed record ConfidenceInterval(double Low, double High, double Level);
