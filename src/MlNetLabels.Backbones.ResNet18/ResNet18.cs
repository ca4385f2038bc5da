namespace MlNetLabels.Backbones;

/// <summary>
/// The network that this package brings along: ResNet-18, 512 values from 224 x 224 pixels. Referencing the package is
/// enough for <c>Backbone.Load("resnet18")</c> to find it.
/// </summary>
public static class ResNet18
{
    /// <summary>The name to load it by.</summary>
    public const string Name = "resnet18";
}
