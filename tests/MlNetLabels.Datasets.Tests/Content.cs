using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Tests;

/// <summary>A file's bytes, wherever it lies.</summary>
internal static class Content
{
    public static byte[] Of(string path)
    {
        using var file = PackedFiles.Find(path, out string name) is { } packed
            ? packed.Open(name)
            : File.OpenRead(path);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
