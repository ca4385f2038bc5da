using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// The rows a head is trained on: a selection of embeddings, standardised on the way, never copied as a whole.
/// </summary>
/// <param name="Embeddings">All embeddings, one image per row.</param>
/// <param name="Rows">The selected rows; row i of the targets belongs to <c>Rows.Span[i]</c>.</param>
/// <param name="Standardizer">Learned on the training rows alone.</param>
public sealed record FeatureRows(Matrix Embeddings, ReadOnlyMemory<int> Rows, Standardizer Standardizer) : IRows
{
    /// <summary>
    /// Weight of each selected row, above 0: a row of weight two counts as the row given twice. Empty weighs all alike.
    /// </summary>
    public ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>Number of selected rows.</summary>
    public int Count => Rows.Length;

    /// <summary>Number of features.</summary>
    public int Dimension => Embeddings.Columns;

    /// <summary>
    /// The given rows, each with its weight unless those are empty, with a standardizer learned on them.
    /// </summary>
    public static FeatureRows Fit(
        Matrix embeddings,
        ReadOnlyMemory<int> rows,
        ReadOnlyMemory<float> weights = default
    ) => new(embeddings, rows, Standardizer.Fit(embeddings, rows.Span, weights.Span)) { Weights = weights };

    /// <summary>Some of these rows by their positions, with the same standardizer.</summary>
    public FeatureRows Select(ReadOnlySpan<int> positions)
    {
        var selected = new int[positions.Length];
        for (int i = 0; i < positions.Length; i++)
            selected[i] = Rows.Span[positions[i]];
        var weights = new float[Weights.IsEmpty ? 0 : positions.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = Weights.Span[positions[i]];
        return this with { Rows = selected, Weights = weights };
    }

    /// <summary>Other rows of the same embeddings, all of weight 1, with the same standardizer.</summary>
    internal FeatureRows Others(ReadOnlyMemory<int> rows) => new(Embeddings, rows, Standardizer);

    /// <summary>The same rows as they are, not standardised.</summary>
    internal IRows Raw => new RawRows(Embeddings, Rows);

    int IRows.Rows => Count;

    int IRows.Columns => Dimension;

    ReadOnlySpan<float> IRows.Row(int row)
    {
        var standardised = new float[Dimension];
        Standardizer.Apply(Embeddings.Row(Rows.Span[row]), standardised);
        return standardised;
    }

    /// <summary>A copy of the weights, 1 each where none were given.</summary>
    public float[] RowWeights()
    {
        if (!Weights.IsEmpty)
            return Weights.ToArray();
        var ones = new float[Count];
        ones.AsSpan().Fill(1);
        return ones;
    }

    /// <summary>
    /// Writes <paramref name="count"/> standardised rows from position <paramref name="first"/>, row after row.
    /// </summary>
    internal void CopyTo(int first, int count, Span<float> block)
    {
        var rows = Rows.Span.Slice(first, count);
        for (int i = 0; i < count; i++)
            Standardizer.Apply(Embeddings.Row(rows[i]), block.Slice(i * Dimension, Dimension));
    }

    private sealed class RawRows(Matrix embeddings, ReadOnlyMemory<int> rows) : IRows
    {
        public int Rows => rows.Length;

        public int Columns => embeddings.Columns;

        public ReadOnlySpan<float> Row(int row) => embeddings.Row(rows.Span[row]);
    }
}
