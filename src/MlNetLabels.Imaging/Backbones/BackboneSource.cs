namespace MlNetLabels.Backbones;

/// <summary>A backbone that was found: its card and where its network is read from.</summary>
/// <param name="Card">Its card.</param>
/// <param name="Location">The ONNX file's path, or the package and its file, for messages.</param>
/// <param name="IsTried">Whether card and network are known to fit, so that no time is spent on trying them.</param>
/// <param name="ReadOnnx">Reads the ONNX file.</param>
internal sealed record BackboneSource(BackboneCard Card, string Location, bool IsTried, Func<byte[]> ReadOnnx);
