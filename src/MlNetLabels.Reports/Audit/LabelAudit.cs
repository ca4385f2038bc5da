using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Searches a dataset for labels that are probably wrong: its classes, or each label by itself as present against
/// absent.
/// </summary>
internal static class LabelAudit
{
    /// <summary>Images audited at most: five fits cost as much as training five times.</summary>
    public const int MaxImages = 20_000;

    /// <summary>Fewest images that have, and do not have, a class or label.</summary>
    public const int MinPerState = 10;

    /// <summary>Suspected labels; column k of the dataset's names, -1 for classes.</summary>
    /// <param name="data">All in-domain images.</param>
    /// <param name="options">How heads are trained; lambda must be given.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where no class or label has images enough, or there are too many images.</returns>
    public static IReadOnlyList<(int Label, SuspectedLabel Suspect)>? Find(
        EmbeddedDataset data,
        HeadOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Dataset.Rows.Count > MaxImages)
            return null;
        return data.Dataset.Kind == TargetKind.Classes
            ? Classes(data, options, cancellationToken)
            : Labels(data, options, cancellationToken);
    }

    private static (int, SuspectedLabel)[]? Classes(
        EmbeddedDataset data,
        HeadOptions options,
        CancellationToken cancellationToken
    )
    {
        var dataset = data.Dataset;
        int[] rows = [.. Enumerable.Range(0, dataset.Rows.Count).Where(i => !dataset.IsNegative(i))];
        int[] classes = dataset.Classes(rows);
        var counts = classes.CountBy(c => c).ToDictionary();
        if (counts.Count < 2 || counts.Values.Min() < MinPerState)
            return null;
        var held = HeldOutProbabilities.ForClasses(
            data.Embeddings,
            rows,
            classes,
            dataset.LabelNames,
            RowGroups.Assign(dataset, data.Contents, rows),
            options,
            cancellationToken
        );
        return [.. ConfidentLearning.Find(held, classes).Select(s => (-1, s with { Row = rows[s.Row] }))];
    }

    private static (int, SuspectedLabel)[]? Labels(
        EmbeddedDataset data,
        HeadOptions options,
        CancellationToken cancellationToken
    )
    {
        int[] rows = [.. Enumerable.Range(0, data.Dataset.Rows.Count)];
        var all = data.Dataset.Truth(rows);
        int[] learned =
        [
            .. Enumerable
                .Range(0, all.Labels)
                .Where(k => Math.Min(all.Count(k, LabelState.Present), all.Count(k, LabelState.Absent)) >= MinPerState),
        ];
        if (learned.Length == 0)
            return null;
        var truth = all.SelectLabels(learned);
        var held = HeldOutProbabilities.ForLabels(
            data.Embeddings,
            rows,
            truth,
            [.. learned.Select(k => data.Dataset.LabelNames[k])],
            RowGroups.Assign(data.Dataset, data.Contents, rows),
            options,
            cancellationToken
        );
        return
        [
            .. Enumerable
                .Range(0, learned.Length)
                .SelectMany(k => OneLabel(held, truth, k).Select(s => (learned[k], s)))
                .OrderBy(x => x.s.ProbabilityOfGiven - x.s.ProbabilityOfSuggested),
        ];
    }

    // One label is two classes: absent (0) and present (1).
    private static IEnumerable<SuspectedLabel> OneLabel(Matrix held, LabelMatrix truth, int label)
    {
        int[] known = [.. Enumerable.Range(0, truth.Rows).Where(i => truth[i, label] != LabelState.Unknown)];
        var probabilities = new Matrix(known.Length, 2);
        for (int i = 0; i < known.Length; i++)
            (probabilities[i, 0], probabilities[i, 1]) = (1 - held[known[i], label], held[known[i], label]);
        return ConfidentLearning
            .Find(probabilities, Array.ConvertAll(known, i => truth[i, label] == LabelState.Present ? 1 : 0))
            .Select(s => s with { Row = known[s.Row] });
    }
}
