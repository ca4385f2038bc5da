using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Images and folders that the caller names one by one, looked at before any work on them.</summary>
internal static class NamedImages
{
    /// <summary>Whether one of them at least is there; what is missing beside it is left out when its turn comes.</summary>
    /// <exception cref="InvalidInputException">None is.</exception>
    public static void Check(IReadOnlyList<string> paths)
    {
        if (paths.Count > 0 && !paths.Any(path => InputTree.IsFolder(path) || InputTree.IsFile(path)))
            throw new InvalidInputException(
                paths[0],
                null,
                "there is no such file or folder." + Suggestion.ForPath(paths[0])
            );
    }
}
