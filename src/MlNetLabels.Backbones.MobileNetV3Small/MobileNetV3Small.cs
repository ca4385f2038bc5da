namespace MlNetLabels.Backbones;

/// <summary>
/// The network that this package brings along: MobileNetV3-Small, 576 values from 224 x 224 pixels. Referencing the
/// package is enough for <c>Backbone.Load("mobilenet-v3-small")</c> to find it.
/// </summary>
public static class MobileNetV3Small
{
    /// <summary>The name to load it by.</summary>
    public const string Name = "mobilenet-v3-small";
}
