using System.Text.Json.Serialization;

namespace MlNetLabels.Runs;

/// <summary>When a new model takes the champion's place. Gates hold under each of them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PromotionRule>))]
public enum PromotionRule
{
    /// <summary>
    /// The main figure (accuracy of classes, macro F1 of labels) is better beyond chance, and none is worse beyond chance.
    /// </summary>
    [JsonStringEnumMemberName("better")]
    Better,

    /// <summary>The main figure is not worse by more than the margin, and none is worse beyond chance.</summary>
    [JsonStringEnumMemberName("not-worse")]
    NotWorse,

    /// <summary>Whatever the champion's figures are.</summary>
    [JsonStringEnumMemberName("gates-only")]
    GatesOnly,

    /// <summary>Only a person promotes.</summary>
    [JsonStringEnumMemberName("never")]
    Never,
}
