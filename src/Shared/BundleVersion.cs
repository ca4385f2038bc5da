using System.Security.Cryptography;

namespace MlNetLabels.Shared;

/// <summary>How services name a bundle's content, in answers and in logs of predictions.</summary>
internal static class BundleVersion
{
    private const int Digits = 12;

    /// <summary>The first digits of its SHA-256.</summary>
    /// <param name="content">The bundle from its start.</param>
    public static string Of(Stream content) => Convert.ToHexStringLower(SHA256.HashData(content))[..Digits];
}
