using System.Text.Json.Serialization;
using MlNetLabels.Heads;

namespace MlNetLabels.Calibration;

/// <summary>
/// Turns one label's logit into a probability that means what it says. Fitted on validation rows, immutable, plain
/// numbers in JSON; reading it back checks them and throws <see cref="InvalidInputException"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method")]
[JsonDerivedType(typeof(IdentityCalibration), "identity")]
[JsonDerivedType(typeof(PlattScaling), "platt")]
[JsonDerivedType(typeof(IsotonicCalibration), "isotonic")]
public abstract record LabelCalibration
{
    private protected LabelCalibration() { }

    /// <summary>The probability, 0 to 1, of one logit. A larger logit never gets a smaller probability where
    /// <see cref="KeepsOrder"/>
    /// holds.</summary>
    public abstract double Apply(double logit);

    /// <summary>Whether a larger logit never gets a smaller probability.</summary>
    [JsonIgnore]
    public abstract bool KeepsOrder { get; }
}

/// <summary>The head's own probability, 1 / (1 + e^-logit).</summary>
/// <param name="Reason">Why nothing was fitted; null where that was asked for.</param>
internal sealed record IdentityCalibration(string? Reason = null) : LabelCalibration
{
    /// <inheritdoc/>
    public override double Apply(double logit) => Losses.Sigmoid(logit);

    /// <inheritdoc/>
    public override bool KeepsOrder => true;
}
