using System.IO.Compression;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Models;

/// <summary>A bundle's <c>signature.json</c>: who vouches for its manifest and so for its weights.</summary>
/// <param name="Algorithm">Always <see cref="Ecdsa"/>.</param>
/// <param name="Key"><see cref="BundleKey.Id"/> of who signed.</param>
/// <param name="Signature">r and s, 32 bytes each (IEEE P1363).</param>
internal sealed record BundleSignature(string Algorithm, string Key, byte[] Signature)
{
    public const string Ecdsa = "ECDSA-P256-SHA256";

    public static BundleSignature Of(ReadOnlySpan<byte> manifest, BundleKey key) =>
        new(Ecdsa, key.Id, key.Sign(manifest));

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Unescaped.BundleSignature);

    /// <summary>Null where the bundle has none.</summary>
    /// <exception cref="InvalidInputException">It is damaged.</exception>
    public static BundleSignature? Find(ZipArchive zip, string path)
    {
        if (zip.GetEntry(BundleEntry.Signature.Name) is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize(BundleEntry.Signature.Read(zip, path), ModelJson.Default.BundleSignature)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, null, $"its signature is damaged: {InputJson.Reason(error)}", error);
        }
    }

    /// <exception cref="InvalidInputException">Nobody of those trusted signed this very manifest.</exception>
    public static void Check(
        BundleSignature? signature,
        ReadOnlySpan<byte> manifest,
        IReadOnlyList<BundleKey> trusted,
        string path
    )
    {
        if (trusted.Count == 0)
            throw new ArgumentException("Name at least one key to trust.", nameof(trusted));
        if (signature is null)
            throw new InvalidInputException(path, null, "the bundle is not signed, and a signature is asked for.");
        if (trusted.FirstOrDefault(k => k.Id == signature.Key) is not { } key)
            throw new InvalidInputException(
                path,
                null,
                $"the bundle says that it is signed with the key {signature.Key}, which is none of those trusted."
            );
        if (signature.Algorithm != Ecdsa || !key.Verify(manifest, signature.Signature))
            throw new InvalidInputException(
                path,
                null,
                "the signature is not one of this bundle: it was changed after it was signed, or never signed."
            );
    }
}
