using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNetLabels.Caching;

/// <summary>
/// An embedding as the cache stores it: little-endian float32 values, then the SHA-256 over key and values.
/// </summary>
internal static class CacheValue
{
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<float> embedding)
    {
        var values = MemoryMarshal.AsBytes(embedding);
        var sealedValue = new byte[values.Length + SHA256.HashSizeInBytes];
        values.CopyTo(sealedValue);
        Digest(key, values, sealedValue.AsSpan(values.Length));
        return sealedValue;
    }

    /// <summary>
    /// Whether the seal holds for this key. A flipped bit, or a value stored under another key, breaks it.
    /// </summary>
    public static bool IsSound(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored)
    {
        int length = stored.Length - SHA256.HashSizeInBytes;
        if (length <= 0)
            return false;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Digest(key, stored[..length], digest);
        return digest.SequenceEqual(stored[length..]);
    }

    /// <summary>The embedding, where the seal holds and the length is right.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored, Span<float> embedding)
    {
        var values = MemoryMarshal.AsBytes(embedding);
        if (stored.Length != values.Length + SHA256.HashSizeInBytes || !IsSound(key, stored))
            return false;
        stored[..values.Length].CopyTo(values);
        return true;
    }

    private static void Digest(ReadOnlySpan<byte> key, ReadOnlySpan<byte> values, Span<byte> digest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(key);
        hash.AppendData(values);
        hash.GetHashAndReset(digest);
    }
}
