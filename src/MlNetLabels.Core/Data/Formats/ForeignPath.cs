namespace MlNetLabels.Data.Formats;

/// <summary>Paths that name nothing here: of Windows, where this is another system, and addresses.</summary>
internal static class ForeignPath
{
    public const string Advice =
        "Copy the images to this computer and name the folder that holds them with --images: they are found there by the "
        + "ends of their paths.";

    /// <summary>What such a path is; null for any other.</summary>
    public static string? Describe(string path) =>
        path.Contains("://", StringComparison.Ordinal) && !path.StartsWith("file://", StringComparison.Ordinal)
            ? "an address on a network, which is not fetched"
        : OperatingSystem.IsWindows() ? null
        : path.StartsWith(@"\\", StringComparison.Ordinal) ? "a path on a Windows network"
        : IsDrive(path.StartsWith("file:", StringComparison.Ordinal) ? path[5..].TrimStart('/') : path)
            ? "a full path of a Windows computer"
        : null;

    /// <summary>The folders and the name of a path or address.</summary>
    public static string[] Steps(string path)
    {
        int query = path.Contains("://", StringComparison.Ordinal) ? path.IndexOf('?') : -1;
        string bare = query < 0 ? path : path[..query];
        int scheme = bare.IndexOf("://", StringComparison.Ordinal);
        string[] steps = bare[(scheme < 0 ? 0 : scheme + 3)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. (scheme < 0 ? steps : steps.Select(Uri.UnescapeDataString)).Where(step => step is not ("." or "..")),
        ];
    }

    private static bool IsDrive(string path) =>
        path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && (path[2] is '\\' or '/');
}
