using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Keeps what is written apart from the images that it is about.</summary>
internal static class DataFolder
{
    /// <summary>Whether a path is a folder, or lies in it.</summary>
    public static bool IsWithin(string path, string folder) =>
        (Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar).StartsWith(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    /// <summary>Makes sure that files to be written do not come between the images of the data.</summary>
    /// <param name="output">The folder to write to, which need not be there yet.</param>
    /// <param name="data">The data; null for none.</param>
    /// <exception cref="InvalidInputException">Images of the data lie in the folder.</exception>
    public static void CheckApart(string output, string? data)
    {
        if (
            data is not null
            && Directory.Exists(data)
            && Directory.Exists(output)
            && IsWithin(output, data)
            && ImageFiles.Each([output]).Any()
        )
            throw new InvalidInputException(
                output,
                null,
                $"images of the data ({data}) lie in it, and what is written there would be read as a part of them. Name a folder of "
                    + "its own."
            );
    }
}
