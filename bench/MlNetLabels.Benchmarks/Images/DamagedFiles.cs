namespace MlNetLabels.Benchmarks.Images;

/// <summary>How many damaged files each engine turns into an embedding all the same.</summary>
internal static class DamagedFiles
{
    private const int Truncated = 50;

    /// <param name="files">Photos, of which the first are cut to half.</param>
    /// <param name="folder">Files made damaged on purpose, whose names begin with x; may be null.</param>
    /// <param name="ours">Our process.</param>
    /// <param name="theirs">Their process.</param>
    /// <param name="output">Where it is told.</param>
    public static void Compare(
        string[] files,
        string? folder,
        StepsProcess ours,
        StepsProcess theirs,
        TextWriter output
    )
    {
        string temporary = Directory.CreateTempSubdirectory("mlnetlabels-cut-").FullName;
        try
        {
            Tell("cut to half", [.. files.Take(Truncated).Select(file => Cut(file, temporary))]);
            if (folder is not null)
                Tell("damaged otherwise", [.. Directory.EnumerateFiles(folder, "x*").Order(StringComparer.Ordinal)]);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }

        void Tell(string how, string[] paths) =>
            output.WriteLine(
                $"{paths.Length} files {how}: ours makes an embedding of {Made(ours, paths)}, ML.NET of {Made(theirs, paths)}"
            );
    }

    private static string Cut(string file, string folder)
    {
        byte[] bytes = File.ReadAllBytes(file);
        string cut = Path.Combine(folder, Path.GetFileName(file));
        File.WriteAllBytes(cut, bytes[..(bytes.Length / 2)]);
        return cut;
    }

    private static int Made(StepsProcess process, string[] files)
    {
        var made = process.Embed(files);
        return Enumerable.Range(0, files.Length).Count(i => !float.IsNaN(made[i, 0]));
    }
}
