namespace MlNetLabels.Datasets.Archives;

/// <summary>Names in archives: which are safe to take, and which are not worth it.</summary>
internal static class EntryName
{
    private const int MostCharacters = 1024,
        MostSteps = 64;

    /// <summary>What is wrong with it; null for nothing.</summary>
    public static string? Problem(string name)
    {
        string[] steps = Steps(name);
        return name.Length > MostCharacters || steps.Length > MostSteps ? "has a name longer than any file's"
            : name.StartsWith('/') || name.StartsWith('\\') || (name.Length > 1 && name[1] == ':') ? "has a full path"
            : steps.Contains("..") ? "would lie outside of the archive's folder (pack it again from within the folder)"
            : name.Any(char.IsControl) ? "has control characters in its name"
            : steps.All(step => step == ".") ? "has no name"
            : null;
    }

    /// <summary>What systems put in, and hidden files.</summary>
    public static bool IsClutter(string name) =>
        Steps(name).Any(step => step == "__MACOSX" || (step.StartsWith('.') && step is not ("." or "..")));

    public static string Relative(string name) => string.Join('/', Steps(name).Where(step => step != "."));

    /// <summary>As it can be shown.</summary>
    public static string Shown(string name) =>
        string.Concat(name.Take(100).Select(c => char.IsControl(c) ? '?' : c)) + (name.Length > 100 ? "..." : "");

    private static string[] Steps(string name) => name.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
}
