using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>The rows a head is trained on: a selection of embeddings, standardised on the way, never copied as a whole.</summary>
/// <param name="Embeddings">All embeddings, one image a row.</param>
/// <param name="Rows">The selected rows; row i of the targets belongs to <c>Rows.Span[i]</c>.</param>
/// <param name="Standardizer">Learned on the training rows alone.</param>
public sealed record FeatureRows(Matrix Embeddings, ReadOnlyMemory<int> Rows, Standardizer Standardizer)
{
    /// <summary>Number of selected rows.</summary>
    public int Count => Rows.Length;

    /// <summary>Number of features.</summary>
    public int Dimension => Embeddings.Columns;

    /// <summary>The given rows with a standardizer learned on them.</summary>
    public static FeatureRows Fit(Matrix embeddings, ReadOnlyMemory<int> rows) => new(embeddings, rows, Standardizer.Fit(embeddings, rows.Span));

    /// <summary>Some of these rows by their positions, with the same standardizer.</summary>
    public FeatureRows Select(ReadOnlySpan<int> positions)
    {
        var selected = new int[positions.Length];
        for (int i = 0; i < positions.Length; i++) selected[i] = Rows.Span[positions[i]];
        return this with { Rows = selected };
    }

    /// <summary>Writes <paramref name="count"/> standardised rows from position <paramref name="first"/>, row after row.</summary>
    internal void CopyTo(int first, int count, Span<float> block)
    {
        var rows = Rows.Span.Slice(first, count);
        for (int i = 0; i < count; i++) Standardizer.Apply(Embeddings.Row(rows[i]), block.Slice(i * Dimension, Dimension));
    }
}
