using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Datasets;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Runs;

/// <summary>
/// Labelled rows of parts, all of them where they fit, else a seeded sample by class. Gone through twice for their labels,
/// which are small, and once for the embeddings of what was taken.
/// </summary>
internal sealed class PartsLoader(RunContext context)
{
    /// <summary>The rows with their embeddings.</summary>
    /// <param name="parts">Where they are.</param>
    /// <param name="labels">A list that names their files; null for their own columns.</param>
    /// <param name="reading">How labels are to be read.</param>
    /// <param name="memory">Bytes that the process may take; null for half of what there is.</param>
    /// <param name="seed">Of the sample.</param>
    public (ImageDataset Listed, Matrix Embeddings, TrainingSample? Sampled) Load(
        EmbeddingParts parts,
        string? labels,
        DatasetOptions reading,
        long? memory,
        int seed
    )
    {
        var known = Labels(parts, labels, reading);
        if (parts.Missing is { } missing)
            context.Log.Note($"{parts.Given}: {missing}");
        var strata = new Strata(seed);
        Count(parts, known, strata);
        int room = RowMemory.ForTraining(parts.Backbone.Dimension, known.CountNames(strata.Names), memory);
        HashSet<long>? drawn = null;
        if (strata.Rows > room)
        {
            strata.Limit(room);
            foreach (var (first, rows, _) in parts.Groups(context, "Drawing rows"))
                for (int i = 0; i < rows.Files.Count; i++)
                    if (rows.Reasons[i] is null && known.StratumOf(rows, i) is { } stratum)
                        strata.Draw(stratum, rows.Files[i], first + i);
            drawn = [.. strata.Drawn()];
            context.Log.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{drawn.Count:N0} of {strata.Rows:N0} labelled rows are taken, a sample by class drawn with seed {seed}: more do not "
                        + $"fit into --memory {RowMemory.Of(memory) / 1_000_000} MB."
                )
            );
        }
        int count = drawn?.Count ?? (int)strata.Rows;
        int dimension = parts.Backbone.Dimension;
        var numbers = new float[checked(count * dimension)];
        var seen = new SeenRows(count);
        var listed = known.Read(parts.Given, Taken(parts, known, drawn, seen, numbers), reading);
        if (listed.Rows.Count != seen.Count)
            throw new InvalidInputException(
                parts.Given,
                null,
                $"{seen.Count} rows were taken, but {listed.Rows.Count} could be read as a list of images with labels."
            );
        if (seen.Count < count)
            context.Log.Note(
                $"{parts.Given}: left out {Counted.Of(count - seen.Count, "row that lists", "rows that list")} an image again "
                    + "with the same labels."
            );
        return (
            listed,
            new Matrix(seen.Count, dimension, numbers.AsMemory(0, seen.Count * dimension)),
            drawn is null ? null : new TrainingSample(seen.Count, strata.Rows, seed)
        );
    }

    /// <summary>Whether all rows with an embedding, labelled or not, can be judged at once.</summary>
    public bool Fits(EmbeddingParts parts, int labels, long? memory)
    {
        int room = RowMemory.ForJudging(parts.Backbone.Dimension, labels, memory);
        return parts.Groups(context, "Counting rows").Sum(x => (long)x.Rows.Reasons.Count(reason => reason is null))
            <= room;
    }

    /// <summary>What is known of rows, by a list or by their own columns.</summary>
    public RowLabels Labels(EmbeddingParts parts, string? labels, DatasetOptions reading)
    {
        if (labels is not null)
        {
            var listed = DatasetReader.Read(labels, reading with { Classes = [], FindImages = false });
            foreach (string note in listed.Notes)
                context.Log.Note(note);
            return RowLabels.OfList(labels, listed);
        }
        if (parts.Columns.Count == 0)
            throw new InvalidInputException(
                parts.Given,
                null,
                "nothing in it says which class or labels an image has. Name a list of them by --labels, whose column 'file' "
                    + "names images as the parts do; or embed from a list that has them."
            );
        return RowLabels.OfColumns(parts.Columns, reading);
    }

    private void Count(EmbeddingParts parts, RowLabels known, Strata strata)
    {
        long failed = 0,
            unlabelled = 0;
        string? first = null;
        foreach (var (_, rows, _) in parts.Groups(context, "Counting rows"))
            for (int i = 0; i < rows.Files.Count; i++)
                if (rows.Reasons[i] is not null)
                    failed++;
                else if (known.StratumOf(rows, i) is { } stratum)
                    strata.Count(stratum);
                else
                {
                    first ??= rows.Files[i];
                    unlabelled++;
                }
        if (failed > 0)
            context.Log.Note($"{parts.Given}: left out {Counted.Of(failed, "row")} without an embedding.");
        if (unlabelled > 0)
            context.Log.Note(
                $"{parts.Given}: left out {Counted.Of(unlabelled, "row")} that nobody labelled, such as {first}."
            );
        if (strata.Rows == 0)
            throw new InvalidInputException(
                parts.Given,
                null,
                first is null
                    ? "there is no row with an embedding."
                    : $"no row is labelled. The first is called '{first}'; a list of --labels has to name it so."
            );
    }

    private IEnumerable<(EmbeddingRows Rows, IReadOnlyList<int> Taken)> Taken(
        EmbeddingParts parts,
        RowLabels known,
        HashSet<long>? drawn,
        SeenRows seen,
        float[] embeddings
    )
    {
        int next = 0;
        foreach (var (first, rows, read) in parts.Groups(context, "Reading embeddings"))
        {
            int[] taken =
            [
                .. Enumerable
                    .Range(0, rows.Files.Count)
                    .Where(i =>
                        rows.Reasons[i] is null
                        && (drawn is null ? known.StratumOf(rows, i) is not null : drawn.Contains(first + i))
                        && seen.Add(rows.Files[i], known.SaidOf(rows, i))
                    ),
            ];
            if (taken.Length == 0)
                continue;
            int at = 0;
            read(
                (i, numbers) =>
                {
                    if (at == taken.Length || taken[at] != i)
                        return;
                    numbers.Span.CopyTo(embeddings.AsSpan(next));
                    next += numbers.Length;
                    at++;
                }
            );
            yield return (rows, taken);
        }
    }
}
