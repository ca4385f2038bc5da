using MlNetLabels.Data;

namespace MlNetLabels.Cli.Projects;

/// <summary>A folder of nothing but images that nobody has said anything of yet: no folders, no list.</summary>
internal static class UnlabelledFolder
{
    /// <summary>How many images wait there to be labelled; 0 where the folder says more, or is none.</summary>
    public static int Count(string folder) =>
        Directory.Exists(folder)
        && DatasetReader.FormatOf(folder) is null or "folders"
        && !Directory.EnumerateDirectories(folder).Any(inner => !Path.GetFileName(inner).StartsWith('.'))
            ? ImageFiles.List(folder).Images.Count
            : 0;
}
