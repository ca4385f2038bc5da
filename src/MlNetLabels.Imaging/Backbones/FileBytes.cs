using MlNetLabels.Data;

namespace MlNetLabels.Backbones;

/// <summary>Whole files that came from outside.</summary>
internal static class FileBytes
{
    // No ONNX file may have 2 GB, and no array has quite as much.
    private const long MostBytes = 2_000_000_000;

    public static byte[] Read(string path) => InputFile.ReadBytes(path, MostBytes);
}
