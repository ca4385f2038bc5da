namespace MlNetLabels.Data;

/// <summary>Images with their annotation, before anything is decoded.</summary>
public sealed record ImageDataset
{
    /// <summary>Folder or file it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>Classes or label sets.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>
    /// Names of the classes or labels, in the order of every row's states. Blanks around a name, of a folder as of a
    /// cell, are no part of it.
    /// </summary>
    /// <exception cref="InvalidInputException">Two names differ by nothing else.</exception>
    public required IReadOnlyList<string> LabelNames
    {
        get;
        init => field = Trimmed(value);
    }

    /// <summary>The images.</summary>
    public required IReadOnlyList<ImageRow> Rows { get; init; }

    /// <summary>
    /// Whether a label that is not among <see cref="LabelNames"/> is on no image, as where all labels of an image are
    /// listed; else nothing is known of it, as where each label has a column of its own. True by default.
    /// </summary>
    public bool OthersAreAbsent { get; init; } = true;

    /// <summary>What the reader left out or found odd, for the user to see.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>States of the given rows as a matrix.</summary>
    public LabelMatrix Truth(ReadOnlySpan<int> rows)
    {
        var truth = new LabelMatrix(rows.Length, LabelNames.Count);
        for (int i = 0; i < rows.Length; i++)
        for (int k = 0; k < LabelNames.Count; k++)
            truth[i, k] = Rows[rows[i]].Labels[k];
        return truth;
    }

    /// <summary>Class of each of the given rows; only for <see cref="TargetKind.Classes"/>.</summary>
    public int[] Classes(ReadOnlySpan<int> rows)
    {
        if (Kind != TargetKind.Classes)
            throw new InvalidOperationException("Label sets have no class.");
        var classes = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            classes[i] = ClassOf(Rows[rows[i]]);
        return classes;
    }

    /// <summary>Training weight of each of the given rows; empty where all are 1.</summary>
    public float[] Weights(ReadOnlySpan<int> rows)
    {
        var weights = new float[rows.Length];
        bool isWeighted = false;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)Rows[rows[i]].Weight;
            isWeighted |= weights[i] != 1;
        }
        return isWeighted ? weights : [];
    }

    /// <summary>
    /// Whether the row is a known negative: every label is known to be absent. Of one-class data these come from
    /// <see cref="EmbeddedDataset.WithKnownNegatives"/> alone and have no class.
    /// </summary>
    public bool IsNegative(int row) => Rows[row].Labels.All(l => l == LabelState.Absent);

    // The one place for all readers, so that bundles, predictions and reports speak of the same names.
    private static IReadOnlyList<string> Trimmed(IReadOnlyList<string> names)
    {
        if (names.All(name => name.Length == name.AsSpan().Trim().Length))
            return names;
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in names)
            if (!first.TryAdd(name.Trim(), name) && first[name.Trim()] != name)
                throw new InvalidInputException(
                    $"'{first[name.Trim()]}' and '{name}' differ by blanks at their ends alone, which are no part of a name. "
                        + "Rename one of them, or put their images together."
                );
        return [.. names.Select(name => name.Trim())];
    }

    private static int ClassOf(ImageRow row)
    {
        for (int k = 0; k < row.Labels.Count; k++)
            if (row.Labels[k] == LabelState.Present)
                return k;
        throw new InvalidOperationException($"{row.File} has no class.");
    }
}
