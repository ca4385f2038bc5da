namespace MlNetLabels.Backbones;

/// <summary>Whole files that came from outside.</summary>
internal static class FileBytes
{
    public static byte[] Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= int.MaxValue }
                ? File.ReadAllBytes(path)
                : throw new InvalidInputException(
                    path,
                    null,
                    File.Exists(path) ? "larger than 2 GB, which an ONNX file may not be." : "the file is not there."
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, null, $"cannot be read: {e.Message}", e);
        }
    }
}
