namespace MlNetLabels.Runs.Retraining;

/// <summary>Where a project keeps what: all beside its file.</summary>
internal sealed class ProjectPlaces(string projectFile)
{
    /// <summary>The project's own file.</summary>
    public string File { get; } = projectFile;

    /// <summary>Its folder, which paths of the file are relative to.</summary>
    public string Folder { get; } = Path.GetDirectoryName(Path.GetFullPath(projectFile))!;

    /// <summary>What aliases mean, and why.</summary>
    public string Registry => Path.Combine(Folder, "registry.json");

    /// <summary>Held by whoever changes the registry.</summary>
    public string Lock => Path.Combine(Folder, ".registry.lock");

    /// <summary>The runs, a folder each.</summary>
    public string Runs => Path.Combine(Folder, "runs");

    /// <summary>Which images were ever trained or tested on.</summary>
    public string Seen => Path.Combine(Folder, "runs", "images.csv");

    /// <summary>The backbones of the project's file; what is no file beside it is a name.</summary>
    public string ResolveBackbone(string backbone) =>
        string.Join(
            '+',
            backbone
                .Split('+')
                .Select(x => System.IO.File.Exists(Path.Combine(Folder, x)) ? Path.GetFullPath(x, Folder) : x)
        );

    /// <summary>A path of the project's file, with its near: or far: where it has one.</summary>
    public string Resolve(string path)
    {
        string tag =
            path.StartsWith("near:", StringComparison.Ordinal) ? "near:"
            : path.StartsWith("far:", StringComparison.Ordinal) ? "far:"
            : "";
        // What is no path is told where it is read.
        return path.Contains('\0', StringComparison.Ordinal)
            ? path
            : tag + Path.GetFullPath(path[tag.Length..], Folder);
    }
}
