namespace MlNetLabels.Cli.Work;

/// <summary>Finds the folders of the checkout that the program was built in.</summary>
internal static class Repository
{
    /// <summary>The npm packages with the drawings.</summary>
    public static string Packages =>
        Find("node_modules")
        ?? throw new InvalidInputException(
            "The built-in drawings come from npm packages that lie in the repository's node_modules, and there is "
                + "none above this program or the current folder. Run the demo from a clone of the repository after "
                + "building it, or give your own images with --data."
        );

    /// <summary>Where the drawings are rendered to.</summary>
    public static string Drawings => Path.Combine(Path.GetDirectoryName(Packages)!, "data", "emoji");

    private static string? Find(string name)
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (Directory.Exists(Path.Combine(folder.FullName, name, "@iconify-json")))
                    return Path.Combine(folder.FullName, name);
        return null;
    }
}
