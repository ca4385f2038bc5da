using System.Globalization;
using System.Text.Json;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Work;

/// <summary>Brings what the user names (images, or embeddings with a CSV) to embeddings.</summary>
internal sealed class Source(Lazy<ImageEmbedder> embedder, string maxFailures, CancellationToken cancellationToken)
{
    /// <summary>Images named by <paramref name="data"/>, or ready embeddings with their rows.</summary>
    public EmbeddedDataset Load(string? data, string? embeddings, string? labels, IReadOnlyList<string>? classes)
    {
        if (embeddings is not null)
        {
            // The rows first: what reading them leaves behind is gone before the embeddings, which are larger, need the
            // room.
            var rows = DatasetReader.Read(labels ?? Path.ChangeExtension(embeddings, ".csv"), null);
            return EmbeddedDataset.FromMatrix(rows, NpyFile.Read(embeddings), embeddings).Take(classes);
        }
        if (data is null)
            throw new InvalidInputException("Name the images with --data, or embeddings with --embeddings.");
        var dataset = DatasetReader.Read(data, classes);
        foreach (string note in dataset.Notes)
            Talk.Warn(note);
        var embedded = Talk.Progress(
            $"Embedding {dataset.Rows.Count} images",
            progress => embedder.Value.Embed(dataset, progress, cancellationToken)
        );
        CheckFailures(embedded.Skipped, dataset.Rows.Count);
        return embedded;
    }

    /// <summary>Labelled images with the known negatives that the user names among them.</summary>
    public EmbeddedDataset WithNegatives(EmbeddedDataset data, IReadOnlyList<string>? negatives, int seed) =>
        (negatives ?? []).Aggregate(data, (all, path) => all.WithKnownNegatives(LoadNegatives(path), seed));

    private EmbeddedDataset LoadNegatives(string path)
    {
        ImageDataset Listed(IEnumerable<string> files) =>
            new()
            {
                Source = path,
                Kind = TargetKind.LabelSets,
                LabelNames = [],
                Rows =
                [
                    .. files.Select(f => new ImageRow
                    {
                        File = f.Replace('\\', '/'),
                        Path = f,
                        Labels = [],
                    }),
                ],
            };
        if (IsNpy(path))
        {
            var matrix = NpyFile.Read(path);
            return EmbeddedDataset.FromMatrix(
                Listed(Enumerable.Range(0, matrix.Rows).Select(i => $"{path}#{i}")),
                matrix,
                path
            );
        }
        var dataset = Listed(ListImages(path));
        if (dataset.Rows.Count == 0)
            throw new InvalidInputException(path, null, "there are no images in it.");
        var embedded = Talk.Progress(
            $"Embedding {dataset.Rows.Count} known negatives",
            progress => embedder.Value.Embed(dataset, progress, cancellationToken)
        );
        CheckFailures(embedded.Skipped, dataset.Rows.Count);
        return embedded;
    }

    private static bool IsNpy(string path) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// An out-of-domain set: a folder of images, a CSV with a column <c>file</c>, or an .npy file; near: and far: tag
    /// it.
    /// </summary>
    public OutOfDomainSet LoadOutOfDomain(string given)
    {
        string? distance =
            given.StartsWith("near:", StringComparison.Ordinal) ? "near"
            : given.StartsWith("far:", StringComparison.Ordinal) ? "far"
            : null;
        string path = distance is null ? given : given[(distance.Length + 1)..];
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)),
            name = Path.GetFileNameWithoutExtension(full);
        // A report on the label heads that speaks of a set called "labels" cannot be read.
        if (name == "labels" && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } folder)
            name = folder;
        if (IsNpy(path))
        {
            var matrix = NpyFile.Read(path);
            return new OutOfDomainSet
            {
                Name = name,
                Distance = distance,
                Files = [.. Enumerable.Range(0, matrix.Rows).Select(i => $"{name}#{i}")],
                Embeddings = matrix,
            };
        }
        string[] files = [.. ListImages(path)];
        if (files.Length == 0)
            throw new InvalidInputException(path, null, "there are no images in it.");
        var result = Talk.Progress(
            $"Embedding {files.Length} images of {name}",
            progress => embedder.Value.Embed(files, progress, cancellationToken)
        );
        CheckFailures(result.Skipped, files.Length);
        return new OutOfDomainSet
        {
            Name = name,
            Distance = distance,
            Files = [.. result.Rows.Select(i => files[i])],
            Embeddings = result.Embeddings,
            Skipped = result.Skipped,
        };
    }

    /// <summary>Paths of all images of a folder, a list, or a single file.</summary>
    public static IEnumerable<string> ListImages(string path)
    {
        if (Directory.Exists(path))
            return ImageFiles.Expand([path]);
        if (!File.Exists(path))
            throw new InvalidInputException(path, null, "there is no such file or folder.");
        if (ImageFiles.IsImage(path))
            return [path];
        var table = Table.Read(path);
        if (!table.Columns.Contains("file"))
            throw new InvalidInputException(path, 1, "there is no column 'file'.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return table.Rows.Select(row => Path.GetFullPath(Path.Combine(folder, row["file"].Replace('\\', '/'))));
    }

    /// <summary>Lists unreadable files and stops the run where there are more than the user puts up with.</summary>
    public void CheckFailures(IReadOnlyList<SkippedFile> skipped, int total)
    {
        foreach (var file in skipped.Take(20))
            Talk.Warn($"skipped {file.File}: {file.Reason}");
        if (skipped.Count > 20)
            Talk.Warn($"... and {skipped.Count - 20} more");
        int allowed = Allowed(maxFailures, total) ?? 0;
        if (skipped.Count > allowed)
            throw new InvalidInputException(
                $"{skipped.Count} of {total} files could not be read, but --max-failures allows {allowed}. First: "
                    + $"{skipped[0].File}: {skipped[0].Reason}. Repair or remove them, or allow more with --max-failures "
                    + $"{skipped.Count}."
            );
    }

    /// <summary>
    /// What embeddings were made with: the file that <c>embed</c> writes beside them, if it is there.
    /// </summary>
    public static BackboneReference BackboneOf(string embeddings, int dimension)
    {
        string beside = Path.ChangeExtension(embeddings, ".json");
        if (!File.Exists(beside))
            return new BackboneReference { Name = "unknown", Dimension = dimension };
        try
        {
            var made = JsonSerializer.Deserialize(File.ReadAllBytes(beside), Json.Default.BackboneReference);
            return made?.Dimension == dimension
                ? made
                : throw new InvalidInputException(
                    beside,
                    null,
                    $"it tells of {made?.Dimension} dimensions, but the embeddings have {dimension}. Embed again."
                );
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                beside,
                null,
                $"it is damaged ({error.Message}). Embed again, or remove it.",
                error
            );
        }
    }

    /// <summary>
    /// How many of so many files may fail; null where the text says neither a count, nor a share, nor all.
    /// </summary>
    public static int? Allowed(string text, int total)
    {
        if (text == "all")
            return total;
        // Decimal, so that 0.57 % of 10,000 is 57 and not a hair less.
        if (
            text.EndsWith('%')
            && decimal.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out decimal share
            )
            && share <= 100
        )
            return (int)(total * share / 100);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;
    }
}
