using System.IO.Compression;

namespace MlNetLabels.Core.Tests.Models;

/// <summary>Takes bundles apart and puts them together, right or wrong.</summary>
internal static class Bundles
{
    public const string Manifest = "manifest.json",
        Weights = "weights.safetensors";

    public static Dictionary<string, byte[]> Entries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var entries = new Dictionary<string, byte[]>();
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            entries[entry.FullName] = copy.ToArray();
        }
        return entries;
    }

    public static void Write(
        string path,
        IReadOnlyDictionary<string, byte[]> entries,
        CompressionLevel level = CompressionLevel.NoCompression
    )
    {
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var stream = zip.CreateEntry(name, level).Open();
            stream.Write(bytes);
        }
    }
}
