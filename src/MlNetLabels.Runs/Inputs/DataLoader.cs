using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Runs;

/// <summary>Brings what the caller names (images, or embeddings with a CSV) to embeddings, all by one backbone.</summary>
internal sealed class DataLoader(RunContext context)
{
    private const int ShownOfHash = 12;

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
            NpyFile.Check(embeddings);
            string rows = labels ?? EmbeddingsSeal.RowsPath(embeddings);
            if (labels is null && !File.Exists(rows))
                throw new InvalidInputException(
                    embeddings,
                    null,
                    $"what its rows are says {Path.GetFileName(rows)} beside it, which is not there; --labels names another list."
                );
            var listed = DatasetReader.Read(rows, reading with { Classes = [], FindImages = false });
            foreach (string note in listed.Notes)
                context.Log.Note(note);
            var matrix = ReadNpy(embeddings);
            if (EmbeddingsOrder.Check(embeddings, rows, listed) is { } order)
                context.Log.Note(order);
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
        var set = NamedSet.Of(given);
        string path = set.Place,
            name = set.Name;
        if (set.IsNpy)
        {
            var matrix = ReadNpy(path);
            return new OutOfDomainSet
            {
                Name = name,
                Distance = set.Distance,
                Files = [.. Enumerable.Range(0, matrix.Rows).Select(i => $"{name}#{i}")],
                Embeddings = matrix,
            };
        }
        var (files, others) = FilesOf(set);
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
            Distance = set.Distance,
            Files = [.. result.Rows.Select(i => files[i])],
            ShownFiles = [.. result.Rows.Select(i => Shown(path, files[i]))],
            Embeddings = result.Embeddings,
            Skipped = result.Skipped,
            Notes = Notes(others),
        };
    }

    /// <summary>
    /// Stops, before anything is embedded, where more files are missing than the run puts up with; fewer are told in their
    /// turn.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="limit">How many may be unreadable.</param>
    /// <param name="isData">As of <see cref="CheckFailures"/>.</param>
    /// <exception cref="InvalidInputException">There are.</exception>
    public static void CheckThere(IReadOnlyList<string> paths, FailureLimit limit, bool isData = false)
    {
        SkippedFile[] missing =
        [
            .. paths
                .Where(path => !InputTree.IsFile(path) && !InputTree.IsFolder(path))
                .Select(path => new SkippedFile(path, ImageMissing)),
        ];
        if (TooMany(missing, paths.Count, limit, isData) is { } tooMany)
            throw tooMany;
    }

    /// <summary>Lists unreadable files and stops the run where there are more than it puts up with.</summary>
    /// <param name="skipped">The files, with their reasons.</param>
    /// <param name="total">Of how many.</param>
    /// <param name="isData">Whether they are of the dataset, whose images may lie in a folder of their own.</param>
    public void CheckFailures(IReadOnlyList<SkippedFile> skipped, int total, bool isData = false)
    {
        context.Log.Skipped(skipped);
        if (TooMany(skipped, total, context.MaxFailures, isData) is { } tooMany)
            throw tooMany;
    }

    private static InvalidInputException? TooMany(
        IReadOnlyList<SkippedFile> skipped,
        int total,
        FailureLimit limit,
        bool isData
    )
    {
        bool areMissing = skipped.All(file => file.Reason == ImageMissing);
        string files = areMissing ? "are not there" : "could not be read",
            advice = areMissing ? $"{(isData ? "--images names their folder; or delete" : "Delete")} their rows"
            : skipped.All(file => file.Reason == InputFile.Denied) ? "Make them readable"
            : "Repair or remove them";
        return skipped.Count <= limit.Allowed(total)
            ? null
            : new InvalidInputException(
                (
                    skipped.Count == total
                        ? $"none of {Counted.Of(total, "file")} {(areMissing ? "is there" : "could be read")}."
                        : $"{skipped.Count} of {total} files {files}, but --max-failures allows {limit.Says(total)}."
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
        if (context.EmbeddedBy is { } due)
            CheckBackbone(path, made, due);
        context.EmbeddedBy ??= made;
    }

    /// <summary>Whether embeddings are by the backbone that is due, as far as both are known.</summary>
    /// <exception cref="InvalidInputException">They are by another.</exception>
    public static void CheckBackbone(string path, BackboneReference made, BackboneReference due)
    {
        if (made.Sha256 is { } hash && due.Sha256 is { } wanted && hash != wanted)
            throw new InvalidInputException(
                path,
                null,
                $"these embeddings are by the backbone '{made.Name}' (SHA-256 {hash[..ShownOfHash]}...), but '{due.Name}' "
                    + $"({wanted[..ShownOfHash]}...) is due here. Embed the images with that one."
            );
    }

    private EmbeddedDataset LoadNegatives(string path)
    {
        var set = new NamedSet(null, path);
        if (set.IsNpy)
        {
            var matrix = ReadNpy(path);
            var rows = Enumerable.Range(0, matrix.Rows).Select(i => $"{path}#{i}");
            return EmbeddedDataset.FromMatrix(Unlabelled(path, rows), matrix, path);
        }
        var (files, others) = FilesOf(set);
        context.Log.LeftOut(others);
        var dataset = Unlabelled(path, files) with { Notes = Notes(others) };
        return Embed(dataset, $"Embedding {Counted.Of(dataset.Rows.Count, "known negative")}");
    }

    private EmbeddedDataset Embed(ImageDataset dataset, string phase)
    {
        CheckThere([.. dataset.Rows.Select(row => row.Path)], context.MaxFailures, isData: true);
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

    private (IReadOnlyList<string> Files, IReadOnlyList<SkippedFile> Others) FilesOf(NamedSet set) =>
        DatasetList.Images(set.Place, context) is { } files ? (files, []) : set.List();

    // As from the folder, or the list's folder, where it lies there.
    private static string Shown(string set, string file)
    {
        string folder = Directory.Exists(set) ? set : Path.GetDirectoryName(Path.GetFullPath(set))!,
            shown = Path.GetRelativePath(folder, file).Replace('\\', '/');
        return shown.StartsWith("../", StringComparison.Ordinal) ? file : shown;
    }

    private static string[] Notes(IReadOnlyList<SkippedFile> others) =>
        [.. others.Select(x => $"{x.File}: {x.Reason}.")];
}
