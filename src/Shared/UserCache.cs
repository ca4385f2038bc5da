namespace MlNetLabels.Shared;

/// <summary>Where this user keeps what can be made again.</summary>
internal static class UserCache
{
    /// <summary>"mlnetlabels" in the user's cache folder, or null where the machine has none.</summary>
    public static string? Folder
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string? cache =
                OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : home.Length == 0 ? null
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
                : Path.Combine(home, ".cache");
            return string.IsNullOrEmpty(cache) ? null : Path.Combine(cache, "mlnetlabels");
        }
    }
}
