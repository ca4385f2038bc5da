using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Data;

/// <summary>A dataset whose images have become embeddings: row i of everything belongs to the same image.</summary>
public sealed record EmbeddedDataset
{
    /// <summary>The rows that have an embedding.</summary>
    public required ImageDataset Dataset { get; init; }

    /// <summary>Their embeddings, rows x dimension.</summary>
    public required Matrix Embeddings { get; init; }

    /// <summary>
    /// SHA-256 of each image's bytes, or of its embedding where no image was given: equal means identical.
    /// </summary>
    public required IReadOnlyList<string> Contents { get; init; }

    /// <summary>Images that were listed but could not be embedded.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>Of which rows these are a sample; null where they are all.</summary>
    public TrainingSample? Sampled { get; init; }

    /// <summary>
    /// One SHA-256 over names, annotation, splits, groups, weights and contents, whatever the order of the rows.
    /// </summary>
    public string Sha256()
    {
        // One line at a time: those of a million rows together take as much room as half their embeddings.
        int[] order = [.. Enumerable.Range(0, Dataset.Rows.Count)];
        Array.Sort(
            order,
            (a, b) =>
                string.CompareOrdinal(Dataset.Rows[a].File, Dataset.Rows[b].File) is not 0 and var byFile
                    ? byFile
                    : string.CompareOrdinal(Line(a), Line(b))
        );
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(string.Join('\n', Dataset.LabelNames) + "\n");
        foreach (int row in order)
            Add("\n" + Line(row));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    private string Line(int i)
    {
        var row = Dataset.Rows[i];
        string labels = string.Concat(row.Labels.Select(l => (char)('1' + (int)l)));
        return $"{row.File}\t{labels}\t{row.Split}\t{row.Group}\t{Contents[i]}{Weight(row)}";
    }

    // Only where it is given, so that data without weights keep the hash they had.
    private static string Weight(ImageRow row) =>
        row.Weight == 1 ? "" : FormattableString.Invariant($"\t{row.Weight:r}");

    /// <summary>What a row can be recognised by: its content, and its embedding where images were given.</summary>
    public IEnumerable<string> Identities(int row) =>
        new[] { Contents[row], ContentOf(Embeddings.Row(row)) }.Distinct();

    /// <summary>
    /// The images of the given classes, which become all there are; of label sets all images with the given labels.
    /// Everything where none are named.
    /// </summary>
    public EmbeddedDataset Take(IReadOnlyList<string>? classes)
    {
        if (classes is null)
            return this;
        if (classes.FirstOrDefault(c => !Dataset.LabelNames.Contains(c)) is { } missing)
            throw new InvalidInputException(
                Dataset.Source,
                null,
                $"no image has the {(Dataset.Kind == TargetKind.Classes ? "class" : "label")} '{missing}'. "
                    + $"Found: {string.Join(", ", Dataset.LabelNames)}.{Suggestion.For(missing, Dataset.LabelNames)}"
            );
        int[] columns = [.. classes.Select(c => Dataset.LabelNames.ToList().IndexOf(c))];
        int[] rows =
        [
            .. Enumerable
                .Range(0, Dataset.Rows.Count)
                .Where(i =>
                    Dataset.Kind == TargetKind.LabelSets
                    || columns.Any(k => Dataset.Rows[i].Labels[k] == LabelState.Present)
                ),
        ];
        return this with
        {
            Dataset = Dataset with
            {
                LabelNames = classes,
                Rows =
                [
                    .. rows.Select(i =>
                        Dataset.Rows[i] with
                        {
                            Labels = [.. columns.Select(k => Dataset.Rows[i].Labels[k])],
                        }
                    ),
                ],
            },
            Embeddings = Embeddings.Select(rows),
            Contents = [.. rows.Select(i => Contents[i])],
        };
    }

    /// <summary>The given rows, in the given order.</summary>
    /// <param name="rows">Positions.</param>
    public EmbeddedDataset Select(ReadOnlySpan<int> rows)
    {
        int[] kept = rows.ToArray();
        return this with
        {
            Dataset = Dataset with { Rows = [.. kept.Select(i => Dataset.Rows[i])] },
            Embeddings = Embeddings.Select(kept),
            Contents = [.. kept.Select(i => Contents[i])],
        };
    }

    /// <summary>
    /// This dataset with known negatives among its rows, divided later like the rest: images that the user expects to
    /// meet and to which no label applies (the empty belt, the bare wall). They teach the label heads to say none.
    /// Softmax has no class for them and never sees them. They are in-domain: the domain check learns them like all
    /// other training images, so that the verdict on their kind is None and not Rejected. Images that should be
    /// rejected are no known negatives; they can only help to choose the out-of-domain score.
    /// </summary>
    /// <param name="negatives">The negatives; their own annotation is not read.</param>
    /// <param name="seed">Seed of the split of the negatives, where the dataset prescribes splits.</param>
    /// <exception cref="InvalidInputException">
    /// The embeddings differ in dimension, or a negative is byte for byte an image with a label.
    /// </exception>
    public EmbeddedDataset WithKnownNegatives(EmbeddedDataset negatives, int seed = 1) =>
        KnownNegatives.Add(this, negatives, seed);

    /// <summary>
    /// Joins a dataset with embeddings made elsewhere; row i of the matrix belongs to row i of the dataset.
    /// </summary>
    public static EmbeddedDataset FromMatrix(ImageDataset dataset, Matrix embeddings, string embeddingsFile)
    {
        if (dataset.Rows.Count != embeddings.Rows)
            throw new InvalidInputException(
                embeddingsFile,
                null,
                $"{embeddings.Rows} embeddings, but {dataset.Source} lists {dataset.Rows.Count} images; they must be "
                    + $"the same rows in the same order."
            );
        string[] contents = [.. Enumerable.Range(0, embeddings.Rows).Select(i => ContentOf(embeddings.Row(i)))];
        return new EmbeddedDataset
        {
            Dataset = dataset,
            Embeddings = embeddings,
            Contents = contents,
        };
    }

    /// <summary>SHA-256 of an embedding, which stands for its image's content where the image is not at hand.</summary>
    public static string ContentOf(ReadOnlySpan<float> embedding) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(embedding)));
}
