using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Reports.Html;

/// <summary>Styles and scripts that pages are made of.</summary>
internal static class PageResource
{
    /// <summary>A file of the folder Page.</summary>
    public static string Read(string name)
    {
        using var stream =
            typeof(PageResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers hash scripts after turning CR LF into LF.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>What a page's policy calls a style sheet or a script by.</summary>
    public static string Hash(string content) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
}
