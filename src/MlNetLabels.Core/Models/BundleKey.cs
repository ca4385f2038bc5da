using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Models;

/// <summary>
/// A key that signs bundles, or tells that its owner did: ECDSA on P-256 over SHA-256, as PEM. What is signed is the
/// manifest, which carries the hash of the weights. Immutable and thread-safe.
/// </summary>
public sealed class BundleKey
{
    private const long MostBytes = 64 << 10;
    private const string Curve = "1.2.840.10045.3.1.7";

    // So that a signature of a bundle is one of nothing else.
    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("MlNetLabels bundle 1\n");

    private readonly ECParameters _key;

    private BundleKey(ECParameters key, string id) => (_key, Id) = (key, id);

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo), in lower-case hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>Whether it is a private key.</summary>
    public bool CanSign => _key.D is not null;

    /// <summary>A public or a private key that is not encrypted.</summary>
    /// <exception cref="InvalidInputException">It is none, or of another kind.</exception>
    public static BundleKey FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new InvalidInputException(
                "this is not an ECDSA key in PEM, or it is encrypted; openssl ecparam -name prime256v1 -genkey -noout makes a private "
                    + "one, and openssl ec -pubout its public one",
                error
            );
        }
        if (key.ExportParameters(false).Curve is not { IsNamed: true, Oid: var oid } || !IsP256(oid))
            throw new InvalidInputException("the key is of another curve than P-256 (prime256v1)");
        string id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        try
        {
            return new(key.ExportParameters(true), id);
        }
        catch (CryptographicException)
        {
            return new(key.ExportParameters(false), id);
        }
    }

    /// <summary>The key in a PEM file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is no such key.</exception>
    public static BundleKey Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return FromPem(InputFile.ReadText(path, MostBytes));
        }
        catch (InvalidInputException error) when (error.File is null)
        {
            throw new InvalidInputException(path, null, error.Message, error);
        }
    }

    /// <summary>
    /// Signs a bundle, in place of any signature that it has; the file is replaced whole or not at all.
    /// </summary>
    /// <exception cref="InvalidInputException">It is damaged, or of 0.2 and older, which carries no hashes.</exception>
    /// <exception cref="InvalidOperationException">The key is a public one.</exception>
    public void Sign(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!CanSign)
            throw new InvalidOperationException("A public key cannot sign.");
        ModelBundle.Sign(path, this);
    }

    internal byte[] Sign(ReadOnlySpan<byte> manifest)
    {
        using var key = ECDsa.Create(_key);
        return key.SignData([.. Purpose, .. manifest], HashAlgorithmName.SHA256);
    }

    internal bool Verify(ReadOnlySpan<byte> manifest, byte[] signature)
    {
        using var key = ECDsa.Create(_key);
        byte[] signed = [.. Purpose, .. manifest];
        return key.VerifyData(signed, signature, HashAlgorithmName.SHA256);
    }

    private static bool IsP256(Oid oid) => oid.Value == Curve || oid.FriendlyName is "nistP256" or "ECDSA_P256";
}
