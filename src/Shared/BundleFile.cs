namespace MlNetLabels.Data;

/// <summary>Tells a trained model by its bytes, where images or lists of them are asked for.</summary>
internal static class BundleFile
{
    /// <summary>What such a file is.</summary>
    public const string What = "a trained model, not images";

    /// <summary>The parts by which one is known.</summary>
    public const string Manifest = "manifest.json",
        Weights = "weights.safetensors";

    // Of a zip archive's first entry: where its name begins (APPNOTE 4.3.7).
    private const int NameAt = 30;

    // The index at the end names all parts.
    private const int TailBytes = 4096;

    /// <summary>Whether a whole file's bytes are one's.</summary>
    public static bool Is(ReadOnlySpan<byte> file) =>
        file.StartsWith("PK\u0003\u0004"u8)
        && file.Length > NameAt
        && file[NameAt..].StartsWith("manifest.json"u8)
        && file[Math.Max(0, file.Length - TailBytes)..].IndexOf("weights.safetensors"u8) >= 0;
}
