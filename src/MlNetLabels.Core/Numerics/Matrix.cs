namespace MlNetLabels.Numerics;

/// <summary>
/// A row-major matrix of single precision values: embeddings, logits or probabilities, one image per row.
/// </summary>
public sealed class Matrix : IRows
{
    private readonly Memory<float> _values;

    /// <summary>A matrix of zeros.</summary>
    public Matrix(int rows, int columns)
        : this(rows, columns, new float[checked(rows * columns)]) { }

    /// <summary>A view of <paramref name="values"/>, which must hold exactly rows x columns values.</summary>
    public Matrix(int rows, int columns, Memory<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, checked(rows * columns));
        (Rows, Columns, _values) = (rows, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    public Span<float> Span => _values.Span;

    /// <summary>One value.</summary>
    public float this[int row, int column]
    {
        get => Row(row)[column];
        set => Row(row)[column] = value;
    }

    /// <summary>The values of one row.</summary>
    public Span<float> Row(int row) => _values.Span.Slice(row * Columns, Columns);

    ReadOnlySpan<float> IRows.Row(int row) => Row(row);

    /// <summary>A copy of the given rows, in the given order.</summary>
    public Matrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new Matrix(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(selected.Row(i));
        return selected;
    }

    /// <summary>A copy with the rows of another matrix of as many columns behind these.</summary>
    public Matrix Append(Matrix other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Columns, Columns);
        var joined = new Matrix(checked(Rows + other.Rows), Columns);
        Span.CopyTo(joined.Span);
        other.Span.CopyTo(joined.Span[Span.Length..]);
        return joined;
    }
}
