using Xunit;

namespace MlNetLabels.Testing;

/// <summary>
/// Test images that lie beside the checkout; a test that asks for a missing one reports itself skipped.
/// </summary>
public static class SharedFiles
{
    /// <summary>The repository's top folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The full path of a file or folder under shared/, or a skip.</summary>
    public static string Path(params string[] parts)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine([Repository, "..", "shared", .. parts]));
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"{path} is not there.");
        return path;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "MlNetLabels.sln")))
                return folder.FullName;
        throw new InvalidOperationException(
            "The tests run from inside the repository: MlNetLabels.sln was not found above them."
        );
    }
}
