using System.Security.Cryptography;

namespace MlNetLabels.Models;

/// <summary>What is in a bundle that is whole. Immutable.</summary>
public sealed class BundleContents
{
    internal BundleContents(string path, Stream file, BundleParts parts, Model model, bool isTrusted)
    {
        file.Position = 0;
        (Path, Bytes, Sha256) = (path, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
        (SchemaVersion, ManifestBytes, ManifestSha256) = (
            parts.Manifest.SchemaVersion,
            parts.Json.Length,
            parts.Manifest.Integrity?.ManifestSha256
        );
        (WeightsBytes, WeightsSha256) = (
            parts.Weights.Length,
            Convert.ToHexStringLower(SHA256.HashData(parts.Weights))
        );
        (SignedBy, IsTrusted) = (parts.Signature?.Key, isTrusted);
        (Model, DomainWarning, SwitchedOff) = (model.Description, model.DomainWarning(), model.SwitchedOff());
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal digits like those below.</summary>
    public string Sha256 { get; }

    /// <summary>What is to be known of its domain check: that it is off, or weaker than asked; null for nothing.</summary>
    public string? DomainWarning { get; }

    /// <summary><see cref="Models.Model.SwitchedOff"/>: what is not at work in it, and why.</summary>
    public IReadOnlyList<string> SwitchedOff { get; }

    /// <summary>Version of the bundle format.</summary>
    public int SchemaVersion { get; }

    /// <summary>Size of <c>manifest.json</c>.</summary>
    public long ManifestBytes { get; }

    /// <summary>The manifest's seal, which was checked; null in bundles of 0.2 and older, which have none.</summary>
    public string? ManifestSha256 { get; }

    /// <summary>Size of <c>weights.safetensors</c>.</summary>
    public long WeightsBytes { get; }

    /// <summary>SHA-256 of the weights, checked against the manifest where it carries one.</summary>
    public string WeightsSha256 { get; }

    /// <summary>
    /// <see cref="BundleKey.Id"/> of the key that it says to be signed with; null where it is not signed.
    /// </summary>
    public string? SignedBy { get; }

    /// <summary>Whether the signature was checked against a trusted key and holds.</summary>
    public bool IsTrusted { get; }

    /// <summary>Backbone, classes, labels, training, and the domain check.</summary>
    public ModelDescription Model { get; }

    /// <summary>Reads all of a bundle and checks it as loading does.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="trusted">Keys one of which must have signed it; null to take unsigned ones, too.</param>
    /// <exception cref="InvalidInputException">It is damaged, of another version, or not signed as asked for.</exception>
    public static BundleContents Read(string path, IReadOnlyList<BundleKey>? trusted = null) =>
        ModelBundle.Inspect(path, trusted);
}
