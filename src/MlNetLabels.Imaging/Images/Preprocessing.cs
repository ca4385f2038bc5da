using System.Text.Json.Serialization;

namespace MlNetLabels.Images;

/// <summary>How an image's shape becomes the backbone's input shape.</summary>
public enum ResizeMode
{
    /// <summary>Both sides are scaled to the target, the aspect ratio is given up and nothing is cut off.</summary>
    Squeeze,

    /// <summary>
    /// The shorter side is scaled to target / <see cref="Preprocessing.CropFraction"/>, then the centre is cut out.
    /// </summary>
    CropCentre,
}

/// <summary>The order of a tensor's colour planes.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as networks of Caffe, CNTK and OpenCV take them.</summary>
    Bgr,
}

/// <summary>
/// What a backbone was trained to see. Output is NCHW float32: (pixel / 255 - mean) / std, a plane per colour. Immutable
/// and thread-safe.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Input width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Input height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>How the image is brought to that size.</summary>
    public required ResizeMode Resize { get; init; }

    /// <summary>For <see cref="ResizeMode.CropCentre"/>: target side / scaled shorter side, in (0, 1].</summary>
    public double CropFraction { get; init; } = 1;

    /// <summary>Channel means on the 0..1 scale, R, G, B.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Channel standard deviations on the 0..1 scale, R, G, B; all above zero.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>
    /// The order of the planes; <see cref="ChannelOrder.Rgb"/> by default. Mean and deviation stay in the order R, G, B.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ChannelOrder Channels { get; init; }

    /// <summary>Number of floats in one image's tensor.</summary>
    public int TensorLength => checked(3 * Width * Height);
}
