namespace MlNetLabels.Data;

/// <summary>What is said of a path of data that leads nowhere.</summary>
internal static class MissingData
{
    /// <param name="path">As the user named it.</param>
    public static string Describe(string path) =>
        path == "-" ? "standard input is taken by predict and embed alone; name a folder or a file."
        : path.AsSpan().ContainsAny('*', '?') ? "patterns are not taken here: name one folder, or a list of the images."
        : path.Split(',') is { Length: > 1 } parts && Array.TrueForAll(parts, part => Path.Exists(part.Trim()))
            ? "only one folder or file is taken: put the images of all into one, or list them in one CSV."
        : "there is no such file or folder." + Suggestion.ForPath(path);
}
