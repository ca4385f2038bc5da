namespace MlNetLabels.Data;

/// <summary>
/// Which linked folders a walk enters: those that lie elsewhere, each once. Links into what is walked anyway, and to
/// what encloses it, would show images twice or never end.
/// </summary>
internal sealed class FollowedLinks(string root)
{
    private const int Most = 1000;

    private readonly List<string> _walked = [Full(root)];

    /// <summary>Whether to enter a folder; true for what is no link.</summary>
    public bool MayEnter(string folder)
    {
        if (InputTree.IsPacked(folder))
            return true;
        // With a separator at its end, a link's path is its target's.
        var entry = new DirectoryInfo(Path.TrimEndingDirectorySeparator(folder));
        if (entry.LinkTarget is null)
            return true;
        if (entry.ResolveLinkTarget(returnFinalTarget: true) is not DirectoryInfo { Exists: true } target)
            return false;
        string full = Full(target.FullName);
        if (_walked.Count > Most || _walked.Exists(walked => IsWithin(full, walked) || IsWithin(walked, full)))
            return false;
        _walked.Add(full);
        return true;
    }

    // Where the folder that was named is a link itself, what it leads to.
    private static string Full(string folder) =>
        Path.TrimEndingDirectorySeparator(TargetOf(folder) ?? Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    private static string? TargetOf(string folder) =>
        InputTree.IsPacked(folder)
            ? null
            : new DirectoryInfo(Path.TrimEndingDirectorySeparator(folder))
                .ResolveLinkTarget(returnFinalTarget: true)
                ?.FullName;

    private static bool IsWithin(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);
}
