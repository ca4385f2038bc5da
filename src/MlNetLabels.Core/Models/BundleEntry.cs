using System.IO.Compression;
using System.IO.Hashing;

namespace MlNetLabels.Models;

/// <summary>
/// A file inside a bundle. Nothing is unpacked that could not have been packed by a bundle's writer: what it unpacks to
/// is bounded by what is there, so a small file cannot take much memory.
/// </summary>
/// <param name="Name">In the zip.</param>
/// <param name="MostPerByte">The most bytes that one compressed byte may become.</param>
internal sealed record BundleEntry(string Name, int MostPerByte)
{
    // Of files so small that their ratio says nothing.
    private const long Free = 1 << 20;

    // A little less than one array holds.
    private const long Most = 0x7FFFFFC7 - 1;

    /// <summary>JSON of numbers with indents; those of real models shrink to a third or a fifth.</summary>
    public static BundleEntry Manifest { get; } = new("manifest.json", 16);

    /// <summary>Weights are stored as they are; who packs them again gains a tenth.</summary>
    public static BundleEntry Weights { get; } = new("weights.safetensors", 2);

    /// <summary>A few short members.</summary>
    public static BundleEntry Signature { get; } = new("signature.json", 16);

    /// <exception cref="InvalidInputException">It is missing, damaged, or claims too much.</exception>
    public byte[] Read(ZipArchive zip, string path)
    {
        var entry =
            zip.GetEntry(Name)
            ?? throw new InvalidInputException(
                path,
                null,
                $"this is not a model bundle, but another kind of zip archive: it holds no {Name}. {BundleProblem.Bundle}"
            );
        long most = Math.Min(Most, Free + MostPerByte * entry.CompressedLength);
        if (entry.Length > most)
            throw new InvalidInputException(
                path,
                null,
                $"{Name} claims {entry.Length} bytes, but {entry.CompressedLength} packed ones can hold {most} at most. "
                    + $"Train the model again or restore it from a backup."
            );
        using var stream = entry.Open();
        // Room for what is really there: the claimed length alone may be a lie.
        using var content = new MemoryStream((int)Math.Min(entry.Length, entry.CompressedLength));
        var buffer = new byte[81920];
        for (int read; content.Length <= entry.Length && (read = stream.Read(buffer)) > 0; )
            content.Write(buffer, 0, read);
        byte[] bytes = content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
        return bytes.Length == entry.Length && Crc32.HashToUInt32(bytes) == entry.Crc32
            ? bytes
            : throw new InvalidInputException(
                path,
                null,
                $"{Name} is damaged: its length or checksum is not the stored one. Train the model again or restore it "
                    + $"from a backup."
            );
    }
}
