using System.Globalization;
using System.Text.Json.Serialization;
using MlNetLabels.Data;

namespace MlNetLabels.Calibration;

/// <summary>
/// How a label's threshold is chosen. Written, in JSON too, as <c>expected-f1</c>, <c>best-f1</c>,
/// <c>precision:0.9</c>, <c>recall:0.8</c> or <c>fixed:0.5</c>.
/// </summary>
[JsonConverter(typeof(ThresholdRuleConverter))]
public sealed record ThresholdRule
{
    private ThresholdRule(ThresholdKind kind, double? value) => (Kind, Value) = (kind, value);

    /// <summary>
    /// Maximises the F1 that the calibrated probabilities p promise, 2 sum of the k largest p / (k + sum of all p) over
    /// the number k of images that get the label; the cut lies midway below the k-th. The default: it does not hang on
    /// the one positive that the head likes least, as <see cref="BestF1"/> does.
    /// </summary>
    public static ThresholdRule ExpectedF1 { get; } = new(ThresholdKind.ExpectedF1, null);

    /// <summary>The smallest observed probability that maximises F1 on the images at hand.</summary>
    public static ThresholdRule BestF1 { get; } = new(ThresholdKind.BestF1, null);

    internal ThresholdKind Kind { get; }

    /// <summary>The wanted precision or recall, or the fixed threshold; null for both rules of F1.</summary>
    public double? Value { get; }

    /// <summary>The most recall at a precision of at least <paramref name="precision"/>, above 0 and up to 1.</summary>
    public static ThresholdRule WantedPrecision(double precision) =>
        new(ThresholdKind.WantedPrecision, Share(precision, nameof(precision), precision > 0));

    /// <summary>The most precision at a recall of at least <paramref name="recall"/>, above 0 and up to 1.</summary>
    public static ThresholdRule WantedRecall(double recall) =>
        new(ThresholdKind.WantedRecall, Share(recall, nameof(recall), recall > 0));

    /// <summary>A given probability, 0 to 1.</summary>
    public static ThresholdRule Fixed(double probability) =>
        new(ThresholdKind.Fixed, Share(probability, nameof(probability), probability >= 0));

    /// <summary>
    /// Reads what <see cref="ToString"/> writes; a bare number is a fixed threshold, and 90% is 0.9.
    /// </summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ThresholdRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        if (text == "expected-f1")
            return ExpectedF1;
        if (text == "best-f1")
            return BestF1;
        if (ShareText.Read(parts[^1]) is { } value and >= 0 and <= 1)
        {
            if (parts.Length == 1 || parts[0] == "fixed")
                return Fixed(value);
            if (parts[0] == "precision" && value > 0)
                return WantedPrecision(value);
            if (parts[0] == "recall" && value > 0)
                return WantedRecall(value);
        }
        if (parts is ["precision" or "recall" or "fixed", var share])
            throw new FormatException(
                $"'{text}' names no share of {parts[0]}; give a number between 0 and 1, such as {parts[0]}:0.9."
            );
        throw new FormatException(
            $"'{text}' is no threshold rule; give expected-f1, best-f1, precision:P, recall:R, or a probability, each between 0 and 1."
                + Suggestion.For(parts[0], ["expected-f1", "best-f1", "precision", "recall"])
        );
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Kind switch
        {
            ThresholdKind.ExpectedF1 => "expected-f1",
            ThresholdKind.BestF1 => "best-f1",
            ThresholdKind.WantedPrecision => string.Create(CultureInfo.InvariantCulture, $"precision:{Value}"),
            ThresholdKind.WantedRecall => string.Create(CultureInfo.InvariantCulture, $"recall:{Value}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"fixed:{Value}"),
        };

    private static double Share(double value, string name, bool isAboveLeast) =>
        isAboveLeast && value <= 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "A share between 0 and 1 is wanted.");
}

/// <summary>What a <see cref="ThresholdRule"/> aims at.</summary>
internal enum ThresholdKind
{
    /// <summary>The largest F1 by the probabilities themselves.</summary>
    ExpectedF1,

    /// <summary>The largest F1 observed.</summary>
    BestF1,

    /// <summary>A precision to reach.</summary>
    WantedPrecision,

    /// <summary>A recall to reach.</summary>
    WantedRecall,

    /// <summary>No aim: the threshold is given.</summary>
    Fixed,
}
