namespace MlNetLabels.Data;

/// <summary>Truth for the label heads: one row per image, one column per label.</summary>
public sealed class LabelMatrix
{
    private readonly LabelState[] _cells;

    /// <summary>A matrix in which every label is absent.</summary>
    public LabelMatrix(int rows, int labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(labels);
        (Rows, Labels, _cells) = (rows, labels, new LabelState[checked(rows * labels)]);
    }

    /// <summary>Number of images.</summary>
    public int Rows { get; }

    /// <summary>Number of labels.</summary>
    public int Labels { get; }

    /// <summary>One cell.</summary>
    public LabelState this[int row, int label]
    {
        get => Row(row)[label];
        set => Row(row)[label] = value;
    }

    /// <summary>The cells of one image.</summary>
    public Span<LabelState> Row(int row) => _cells.AsSpan(row * Labels, Labels);

    /// <summary>A copy of the given rows, in the given order.</summary>
    public LabelMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new LabelMatrix(rows.Length, Labels);
        for (int i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(selected.Row(i));
        return selected;
    }

    /// <summary>A copy of the given labels, in the given order.</summary>
    public LabelMatrix SelectLabels(ReadOnlySpan<int> labels)
    {
        var selected = new LabelMatrix(Rows, labels.Length);
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < labels.Length; k++)
            selected[i, k] = this[i, labels[k]];
        return selected;
    }

    /// <summary>Number of images on which the label is in the given state.</summary>
    public int Count(int label, LabelState state)
    {
        int count = 0;
        for (int i = 0; i < Rows; i++)
            if (this[i, label] == state)
                count++;
        return count;
    }

    /// <summary>
    /// A class is also a label: the label of its class is present on each image, every other label absent.
    /// </summary>
    /// <param name="classes">One class index per image, 0 to <paramref name="classCount"/> - 1.</param>
    /// <param name="classCount">Number of classes, which becomes the number of labels.</param>
    public static LabelMatrix FromClasses(ReadOnlySpan<int> classes, int classCount)
    {
        var matrix = new LabelMatrix(classes.Length, classCount);
        for (int i = 0; i < classes.Length; i++)
            matrix[i, classes[i]] = LabelState.Present;
        return matrix;
    }
}
