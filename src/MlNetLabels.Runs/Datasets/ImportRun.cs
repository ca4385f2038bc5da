using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Runs;

/// <summary>Writes a dataset of any format as ours: a folder for each class, or images with a CSV.</summary>
internal static class ImportRun
{
    private const string List = "labels.csv",
        Images = "images";

    private static readonly string[] s_files =
    [
        ".txt",
        ".tsv",
        ".json",
        ".jsonl",
        ".ndjson",
        ".xml",
        ".xlsx",
        ".xls",
        ".ods",
        ".parquet",
        ".zip",
        ".tar",
        ".tgz",
        ".gz",
        ".7z",
        ".rar",
        ".html",
        ".mlabels",
    ];

    public static ImageDataset Run(DataOptions options, RunContext context)
    {
        string output =
            options.Output ?? throw new InvalidInputException("Name the folder or the CSV to write with --output.");
        bool isList = Path.TrimEndingDirectorySeparator(output).EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        CheckNew(output);
        if (!isList)
            CheckFolder(output, options);
        if (options.Link && PackedDataset.IsPacked(options.Data))
            throw new InvalidInputException(
                options.Data,
                null,
                "its images lie in the file, so nothing can link to them; copy them, without --link."
            );
        if (isList && PackedDataset.IsPacked(options.Data))
            throw new InvalidInputException(
                options.Data,
                null,
                "its images lie in the file, so a CSV cannot name them; name a new folder with --output."
            );
        if (isList)
            OutputPlace.Check(output);
        else
            OutputPlace.CheckFolder(output);
        var dataset = context.Open(options.Data, options.Reading);
        foreach (string note in dataset.Notes)
            context.Log.Note(note);
        dataset = Usable(dataset, context);
        if (isList)
            AtomicFile.WriteText(output, Csv(dataset, row => Relative(output, row.Path)));
        else
            WriteFolder(dataset, output, options.Link, context);
        context.Log.Wrote(output);
        return DatasetReader.Read(output);
    }

    private static void CheckNew(string output)
    {
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()))
            throw new InvalidInputException(
                output,
                null,
                "it is there already and is not overwritten; name another one."
            );
    }

    // In the folder that it comes from it would be one more class there. A name like out.txt means no folder.
    private static void CheckFolder(string output, DataOptions options)
    {
        foreach (string? source in new[] { options.Data, options.Reading.Images })
            if (source is not null && Directory.Exists(source) && DataFolder.IsWithin(output, source))
                throw new InvalidInputException(
                    output,
                    null,
                    $"it lies in {source}, from which the images come, and would be read as a part of them. Name a folder beside it."
                );
        string kind = Path.GetExtension(output).ToLowerInvariant();
        if (s_files.Contains(kind))
            throw new InvalidInputException(
                output,
                null,
                $"a folder or a CSV is written, and {kind} is neither. Name {Path.ChangeExtension(output, null)} for a "
                    + $"folder, or {Path.ChangeExtension(output, ".csv")}."
            );
    }

    // What cannot be trained on would only be refused later on; it is said, and left out.
    private static ImageDataset Usable(ImageDataset dataset, RunContext context)
    {
        var seen = LookedAt.All(dataset, context);
        foreach (string line in DataSuspicions.Find(dataset, [.. seen.Select(x => x.Sha256)]))
            context.Log.Note(line);
        SkippedFile[] unusable =
        [
            .. dataset
                .Rows.Zip(seen)
                .Where(x => x.Second.Problem is not null)
                .Select(x => new SkippedFile(x.First.File, x.Second.Problem!)),
        ];
        context.Log.Skipped(unusable);
        if (unusable.Length == dataset.Rows.Count)
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"none of its {dataset.Rows.Count} images can be used. First: {unusable[0].File}: {unusable[0].Reason}."
            );
        if (unusable.Length > 0)
            context.Log.Note(
                $"Left out, as training cannot use them: {unusable.Length} of {Counted.Of(dataset.Rows.Count, "image")}."
            );
        return dataset with { Rows = [.. dataset.Rows.Where((_, i) => seen[i].Problem is null)] };
    }

    private static void WriteFolder(ImageDataset dataset, string output, bool link, RunContext context)
    {
        using var folder = new NewFolder(Path.GetFullPath(output));
        bool asClasses = ClassFolders.Fit(dataset);
        var names = new FileNames();
        var progress = context.Phase(link ? "Linking images" : "Copying images");
        var files = new Dictionary<ImageRow, string>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < dataset.Rows.Count; i++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var row = dataset.Rows[i];
            string file = names.Free(asClasses ? ClassFolders.Of(dataset, row) : Images, row.File);
            string target = Path.Combine(folder.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            try
            {
                if (link)
                    File.CreateSymbolicLink(target, Path.GetFullPath(row.Path));
                else
                    InputTree.Copy(row.Path, target);
            }
            catch (IOException error)
            {
                throw new InvalidInputException(row.Path, null, $"cannot be copied ({error.Message})", error);
            }
            files[row] = file;
            progress?.Report(new("", i + 1, dataset.Rows.Count));
        }
        if (!asClasses)
            File.WriteAllText(Path.Combine(folder.Path, List), Csv(dataset, row => files[row]));
        folder.Complete();
    }

    private static string Csv(ImageDataset dataset, Func<ImageRow, string> name)
    {
        var list = DatasetList.Of(
            dataset with
            {
                Rows = [.. dataset.Rows.Select(row => row with { File = name(row) })],
            }
        );
        return list.ToCsv([.. Enumerable.Range(0, dataset.Rows.Count)]);
    }

    private static string Relative(string list, string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(list))!, Path.GetFullPath(path))
            .Replace(Path.DirectorySeparatorChar, '/');
}
