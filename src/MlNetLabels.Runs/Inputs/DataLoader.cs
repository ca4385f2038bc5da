using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Runs;

/// <summary>Brings what the caller names (images, or embeddings with a CSV) to embeddings, all by one backbone.</summary>
internal sealed class DataLoader(RunContext context)
{
    // As the embedder says it of a file that is not there.
    private const string ImageMissing = "not found";

    /// <summary>What to do where files that a list names are not there; nothing where some are.</summary>
    /// <param name="skipped">All that were left out.</param>
    /// <param name="option">The option that names their folder.</param>
    public static string Elsewhere(IReadOnlyList<SkippedFile> skipped, string option) =>
        skipped.All(x => x.Reason == ImageMissing)
            ? $" If a list names them and they lie elsewhere, {option} names the folder that holds them."
            : "";

    /// <summary>Images named by <paramref name="data"/>, or ready embeddings with their rows.</summary>
    /// <param name="data">Folder, CSV or JSON Lines file; not read where there are embeddings.</param>
    /// <param name="embeddings">Embeddings (.npy); null for none.</param>
    /// <param name="labels">Their rows; null for the CSV beside them.</param>
    /// <param name="reading">How the data are to be read.</param>
    /// <param name="corrections">Suspected labels with what is correct; null for none.</param>
    /// <param name="check">Looks at what was read before anything is embedded, which may take hours.</param>
    /// <param name="memory">
    /// Bytes that parts of embeddings may take, beyond which a sample is drawn; null for half of what there is.
    /// </param>
    /// <param name="seed">Of that sample.</param>
    public EmbeddedDataset Load(
        string? data,
        string? embeddings,
        string? labels,
        DatasetOptions reading,
        string? corrections = null,
        Action<ImageDataset>? check = null,
        long? memory = null,
        int seed = 1
    )
    {
        Table? answers = null;
        var loaded = LoadAsGiven(
            data,
            embeddings,
            labels,
            reading,
            dataset =>
            {
                if (corrections is not null)
                {
                    answers = Corrections.Read(corrections, dataset.Kind == TargetKind.LabelSets);
                    var (rows, leftOut, _) = Corrections.Correct(answers, dataset);
                    dataset = dataset with { Rows = [.. rows.Where((_, i) => !leftOut.Contains(i))] };
                }
                check?.Invoke(dataset);
            },
            memory,
            seed
        );
        if (answers is not null)
            loaded = Corrections.Apply(answers, loaded, context.Log.Note);
        if (Contradictions.Note(loaded) is { } contradiction)
            context.Log.Note(contradiction);
        return loaded;
    }

    /// <summary>The options with the classes that are named beside them.</summary>
    public static DatasetOptions Reading(DatasetOptions reading, IReadOnlyList<string> classes) =>
        classes.Count == 0 ? reading : reading with { Classes = classes };

    /// <summary>Whether sets of further images can be had, before the work on the first begins.</summary>
    public static void Check(IEnumerable<string> sets)
    {
        foreach (string set in sets)
        {
            string path = Tagged(set).Path;
            if (path.Length == 0)
                throw new InvalidInputException($"'{set}' has no path; put the folder or file behind it: {set}PATH.");
            if (WrongTag(set) is { } wrong)
                throw new InvalidInputException(set, null, wrong);
            if (IsNpy(path))
                InputFile.Open(path).Dispose();
            // One image is enough here; a folder is walked whole when its turn comes.
            else if (Directory.Exists(path) ? !ImageFiles.Each([path]).Any() : !DatasetList.IsOther(path))
                ListImages(path);
        }
    }

    /// <summary>Whether each set of images of another kind has a name of its own, as reports need.</summary>
    /// <exception cref="InvalidInputException">Two are called alike, or are the same.</exception>
    public static void CheckNames(IEnumerable<string> outOfDomain)
    {
        foreach (var alike in outOfDomain.GroupBy(set => NameOf(Tagged(set).Path)).Where(alike => alike.Skip(1).Any()))
            throw new InvalidInputException(
                alike.Skip(1).All(set => IsAt(set, Tagged(alike.First()).Path))
                    ? $"{alike.First()} is given {alike.Count()} times as images of another kind; give it once."
                    : $"{alike.Count()} out-of-domain sets are called '{alike.Key}', and reports tell them apart by name: "
                        + $"{string.Join(", ", alike)}. Rename a folder, or give one at a time."
            );
    }

    /// <summary>Whether sets that are put to different uses are different ones.</summary>
    /// <param name="uses">What names them, and the sets.</param>
    /// <exception cref="InvalidInputException">One has two uses.</exception>
    public static void CheckUses(params (string Name, IReadOnlyList<string> Sets)[] uses)
    {
        foreach (var (i, use) in uses.Index())
        foreach (var other in uses.Skip(i + 1))
            if (use.Sets.FirstOrDefault(a => other.Sets.Any(b => IsAt(b, Tagged(a).Path))) is { } same)
                throw new InvalidInputException(
                    same,
                    null,
                    $"{use.Name} and {other.Name} both name these images, and what one use has seen tells nothing in the other. Name "
                        + "other images for one of them."
                );
    }

    /// <summary>Whether sets of images of another kind, or without a label, are no images of the data themselves.</summary>
    /// <exception cref="InvalidInputException">All images of a set are labelled ones of the data.</exception>
    public static void CheckApart(ImageDataset data, IEnumerable<string> sets)
    {
        HashSet<string>? own = null;
        foreach (string set in sets)
        {
            if (FilesAt(set) is not { } files)
                continue;
            own ??= [.. data.Rows.Where((_, i) => !data.IsNegative(i)).Select(row => Path.GetFullPath(row.Path))];
            if (files.All(file => own.Contains(Path.GetFullPath(file))))
                throw new InvalidInputException(
                    set,
                    null,
                    $"all {Counted.Of(files.Count, "image")} are of the data themselves, which have labels. Name other images, or "
                        + "leave these out of the data."
                );
        }
    }

    /// <summary>Whether sets of images of another kind hold none of the data, be it as a copy.</summary>
    /// <param name="data">The data.</param>
    /// <param name="outOfDomain">The sets.</param>
    /// <param name="matters">Whether an image of this SHA-256 matters; null for all.</param>
    /// <exception cref="InvalidInputException">One does.</exception>
    public static void CheckStrangers(
        ImageDataset data,
        IEnumerable<string> outOfDomain,
        Func<string, bool>? matters = null
    )
    {
        SameImages? own = null;
        foreach (string set in outOfDomain)
        {
            if (FilesAt(set) is not { } files)
                continue;
            own ??= new(data.Rows.Where((_, i) => !data.IsNegative(i)).Select(row => row.Path));
            if (own.Count(files, matters) is > 0 and int same)
                throw new InvalidInputException(
                    set,
                    null,
                    $"{same} of {Counted.Of(files.Count, "image")} {(same == 1 ? "is an image" : "are images")} of the data, too, byte for "
                        + "byte, and so not of another kind. Take them out of one of the two."
                );
        }
    }

    /// <summary>The images of a set; null where they would have to be unpacked first, or are embeddings.</summary>
    public static IReadOnlyList<string>? FilesAt(string set)
    {
        string path = Tagged(set).Path;
        return IsNpy(path) || (!Directory.Exists(path) && DatasetList.IsOther(path)) ? null : ListImages(path).Files;
    }

    /// <summary>Whether an out-of-domain set, tagged or not, lies at a path.</summary>
    public static bool IsAt(string set, string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Tagged(set).Path))
        == Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private EmbeddedDataset LoadAsGiven(
        string? data,
        string? embeddings,
        string? labels,
        DatasetOptions reading,
        Action<ImageDataset> check,
        long? memory,
        int seed
    )
    {
        if (embeddings is not null && EmbeddingParts.Are(embeddings))
            return LoadParts(embeddings, labels, reading, check, memory, seed);
        if (embeddings is not null)
        {
            // The rows first: what reading them leaves behind is gone before the embeddings, which are larger, need the
            // room.
            if (Directory.Exists(embeddings))
                throw new InvalidInputException(
                    embeddings,
                    null,
                    "this is a folder without Parquet files, and no .npy file of embeddings; images are named with --data."
                );
            if (!File.Exists(embeddings))
                throw new InvalidInputException(embeddings, null, MissingData.Describe(embeddings));
            string rows = labels ?? EmbeddingsSeal.RowsPath(embeddings);
            if (labels is null && File.Exists(embeddings) && !File.Exists(rows))
                throw new InvalidInputException(
                    embeddings,
                    null,
                    $"what its rows are says {Path.GetFileName(rows)} beside it, which is not there; --labels names another list."
                );
            var listed = DatasetReader.Read(rows, reading with { Classes = [], FindImages = false });
            foreach (string note in listed.Notes)
                context.Log.Note(note);
            var matrix = ReadNpy(embeddings);
            CheckRows(embeddings, rows, listed);
            var all = EmbeddedDataset.FromMatrix(listed, matrix, embeddings);
            check(listed);
            return all.Take(reading.Classes.Count == 0 ? null : reading.Classes);
        }
        if (data is null)
            throw new InvalidInputException("Name the images with --data, or embeddings with --embeddings.");
        var dataset = context.Open(data, reading);
        // What is said of the data may explain why they are refused.
        foreach (string note in dataset.Notes)
            context.Log.Note(note);
        check(dataset);
        return Embed(dataset, $"Embedding {Counted.Of(dataset.Rows.Count, "image")}");
    }

    private EmbeddedDataset LoadParts(
        string embeddings,
        string? labels,
        DatasetOptions reading,
        Action<ImageDataset> check,
        long? memory,
        int seed
    )
    {
        var parts = EmbeddingParts.Open(embeddings, context);
        if (parts.Backbone.Sha256 is not null)
            Check(parts.Backbone, embeddings);
        var (listed, matrix, sampled) = new PartsLoader(context).Load(parts, labels, reading, memory, seed);
        if (labels is null)
            foreach (string note in listed.Notes)
                context.Log.Note(note);
        var all = EmbeddedDataset.FromMatrix(listed, matrix, embeddings) with { Sampled = sampled };
        check(listed);
        return all.Take(reading.Classes.Count == 0 ? null : reading.Classes);
    }

    /// <summary>Labelled images with known negatives among them.</summary>
    public EmbeddedDataset WithNegatives(EmbeddedDataset data, IReadOnlyList<string> negatives, int seed) =>
        negatives.Aggregate(data, (all, path) => all.WithKnownNegatives(LoadNegatives(path), seed));

    /// <summary>
    /// An out-of-domain set: a folder of images, a CSV with a column <c>file</c>, or an .npy file; near: and far: tag
    /// it.
    /// </summary>
    public OutOfDomainSet LoadOutOfDomain(string given)
    {
        var (distance, path) = Tagged(given);
        string name = NameOf(path);
        if (IsNpy(path))
        {
            var matrix = ReadNpy(path);
            return new OutOfDomainSet
            {
                Name = name,
                Distance = distance,
                Files = [.. Enumerable.Range(0, matrix.Rows).Select(i => $"{name}#{i}")],
                Embeddings = matrix,
            };
        }
        var (files, others) = FilesOf(path);
        context.Log.LeftOut(others);
        var result = context.Embedder.Embed(
            files,
            context.Phase($"Embedding {Counted.Of(files.Count, "image")} of {name}", files.Count),
            context.CancellationToken
        );
        CheckFailures(result.Skipped, files.Count);
        Check(context.Backbone.ToReference(), path);
        return new OutOfDomainSet
        {
            Name = name,
            Distance = distance,
            Files = [.. result.Rows.Select(i => files[i])],
            ShownFiles = [.. result.Rows.Select(i => Shown(path, files[i]))],
            Embeddings = result.Embeddings,
            Skipped = result.Skipped,
            Notes = Notes(others),
        };
    }

    /// <summary>Lists unreadable files and stops the run where there are more than it puts up with.</summary>
    /// <param name="skipped">The files, with their reasons.</param>
    /// <param name="total">Of how many.</param>
    /// <param name="isData">Whether they are of the dataset, whose images may lie in a folder of their own.</param>
    public void CheckFailures(IReadOnlyList<SkippedFile> skipped, int total, bool isData = false)
    {
        context.Log.Skipped(skipped);
        bool areMissing = skipped.All(file => file.Reason == ImageMissing);
        string files = areMissing ? "are not there" : "could not be read",
            advice = areMissing ? $"{(isData ? "--images names their folder; or delete" : "Delete")} their rows"
            : skipped.All(file => file.Reason == InputFile.Denied) ? "Make them readable"
            : "Repair or remove them";
        if (skipped.Count > context.MaxFailures.Allowed(total))
            throw new InvalidInputException(
                (
                    skipped.Count == total
                        ? $"none of {Counted.Of(total, "file")} {(areMissing ? "is there" : "could be read")}."
                        : $"{skipped.Count} of {total} files {files}, but --max-failures allows {context.MaxFailures.Says(total)}."
                )
                    + $" First: {skipped[0].File}: {skipped[0].Reason}. {advice}"
                    + (skipped.Count == total ? "." : $", or allow more with --max-failures {skipped.Count}.")
            );
    }

    private Matrix ReadNpy(string path)
    {
        var matrix = NpyFile.Read(path);
        EmbeddingsSeal.Read(path)?.CheckEmbeddings(path, matrix);
        var made = BackboneFile.Read(path, matrix.Columns);
        if (made.Sha256 is not null)
            Check(made, path);
        return matrix;
    }

    private void Check(BackboneReference made, string path)
    {
        if (context.EmbeddedBy?.Sha256 is { } wanted && wanted != made.Sha256)
            throw new InvalidInputException(
                path,
                null,
                $"these embeddings are by the backbone '{made.Name}', but '{context.EmbeddedBy.Name}' is due here. Embed the images "
                    + $"with that one."
            );
        context.EmbeddedBy ??= made;
    }

    // Rows that the caller names elsewhere are the caller's word.
    private void CheckRows(string embeddings, string rows, ImageDataset listed)
    {
        if (
            Path.GetFullPath(rows) == Path.GetFullPath(EmbeddingsSeal.RowsPath(embeddings))
            && EmbeddingsSeal.Read(embeddings)?.CheckRows(embeddings, listed.Rows.Select(row => row.File)) is { } note
        )
            context.Log.Note(note);
    }

    private EmbeddedDataset LoadNegatives(string path)
    {
        if (IsNpy(path))
        {
            var matrix = ReadNpy(path);
            var rows = Enumerable.Range(0, matrix.Rows).Select(i => $"{path}#{i}");
            return EmbeddedDataset.FromMatrix(Unlabelled(path, rows), matrix, path);
        }
        var (files, others) = FilesOf(path);
        context.Log.LeftOut(others);
        var dataset = Unlabelled(path, files) with { Notes = Notes(others) };
        return Embed(dataset, $"Embedding {Counted.Of(dataset.Rows.Count, "known negative")}");
    }

    private EmbeddedDataset Embed(ImageDataset dataset, string phase)
    {
        var embedded = context.Embedder.Embed(
            dataset,
            context.Phase(phase, dataset.Rows.Count),
            context.CancellationToken
        );
        CheckFailures(embedded.Skipped, dataset.Rows.Count, isData: true);
        Check(context.Backbone.ToReference(), dataset.Source);
        return embedded;
    }

    private static ImageDataset Unlabelled(string source, IEnumerable<string> files) =>
        new()
        {
            Source = source,
            Kind = TargetKind.LabelSets,
            LabelNames = [],
            Rows =
            [
                .. files.Select(f => new ImageRow
                {
                    File = Path.DirectorySeparatorChar == '\\' ? f.Replace('\\', '/') : f,
                    Path = f,
                    Labels = [],
                }),
            ],
        };

    private (IReadOnlyList<string> Files, IReadOnlyList<SkippedFile> Others) FilesOf(string path) =>
        DatasetList.Images(path, context) is { } files ? (files, []) : ListImages(path);

    private static (IReadOnlyList<string> Files, IReadOnlyList<SkippedFile> Others) ListImages(string path)
    {
        var others = new List<SkippedFile>();
        var files = Directory.Exists(path) ? ImageFiles.Expand([path], others.Add) : ImageList.Read(path).Paths;
        return files.Count > 0
            ? (files, others)
            : throw new InvalidInputException(path, null, "there are no images in it.");
    }

    // As from the folder, or the list's folder, where it lies there.
    private static string Shown(string set, string file)
    {
        string folder = Directory.Exists(set) ? set : Path.GetDirectoryName(Path.GetFullPath(set))!,
            shown = Path.GetRelativePath(folder, file).Replace('\\', '/');
        return shown.StartsWith("../", StringComparison.Ordinal) ? file : shown;
    }

    private static (string? Distance, string Path) Tagged(string given) =>
        given.StartsWith("near:", StringComparison.Ordinal) ? ("near", given["near:".Length..])
        : given.StartsWith("far:", StringComparison.Ordinal) ? ("far", given["far:".Length..])
        : (null, given);

    // One letter before a colon is a drive's.
    private static string? WrongTag(string given)
    {
        var (distance, path) = Tagged(given);
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        return distance is not null || colon < 2 || File.Exists(path) || Directory.Exists(path)
            ? null
            : $"there is no such file or folder, and '{path[..colon]}:' is no tag: near: and far: are."
                + Suggestion.For(path[..colon], ["near", "far"]);
    }

    private static string[] Notes(IReadOnlyList<SkippedFile> others) =>
        [.. others.Select(x => $"{x.File}: {x.Reason}.")];

    private static bool IsNpy(string path) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
            name = Path.GetFileNameWithoutExtension(full);
        // A report on the label heads that speaks of a set called "labels" cannot be read.
        return name == "labels" && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } folder
            ? folder
            : name;
    }
}
