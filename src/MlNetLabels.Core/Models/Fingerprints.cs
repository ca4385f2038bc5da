using System.Runtime.InteropServices;

namespace MlNetLabels.Models;

/// <summary>
/// Remembers by content which images a model has seen, eight bytes per image, so that it is never tested on them by
/// mistake. Among a million images the chance of one false alarm is below one in ten million.
/// </summary>
internal sealed class Fingerprints
{
    private const int Bytes = 8;

    private readonly HashSet<ulong> _seen;

    private Fingerprints(HashSet<ulong> seen) => _seen = seen;

    /// <summary>Of SHA-256 digests in hexadecimal digits.</summary>
    public static Fingerprints Create(IEnumerable<string> contents) => new([.. contents.Select(ToNumber)]);

    /// <summary>Restores what <see cref="ToString"/> wrote.</summary>
    public static Fingerprints Parse(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int length) || length % Bytes != 0)
            throw new InvalidInputException(
                "The model's list of training images is damaged. Train the model again or restore it from a backup."
            );
        return new([.. Enumerable.Range(0, length / Bytes).Select(i => BitConverter.ToUInt64(bytes, i * Bytes))]);
    }

    /// <summary>Number of images.</summary>
    public int Count => _seen.Count;

    /// <summary>Whether an image of this content was seen.</summary>
    public bool Contains(string content) => _seen.Contains(ToNumber(content));

    /// <summary>Base64, in ascending order.</summary>
    public override string ToString()
    {
        ulong[] sorted = [.. _seen];
        Array.Sort(sorted);
        return Convert.ToBase64String(MemoryMarshal.AsBytes(sorted.AsSpan()));
    }

    private static ulong ToNumber(string content) =>
        BitConverter.ToUInt64(Convert.FromHexString(content.AsSpan(0, 2 * Bytes)));
}
