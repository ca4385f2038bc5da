using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// What a model keeps of its training embeddings, so that later images can be held against them: a seeded sample of the
/// rows, standardised and rounded to half precision, which takes 1.1 MB of 1,000 rows of 576 dimensions. Means and
/// deviations of all rows are the standardizer's.
/// </summary>
internal static class EmbeddingSample
{
    /// <summary>Most rows that are kept.</summary>
    public const int MostRows = 1000;

    /// <summary>Draws the sample: all rows where there are no more than <see cref="MostRows"/>.</summary>
    /// <param name="embeddings">All embeddings.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="standardizer">The model's.</param>
    /// <param name="seed">Of the draw.</param>
    public static Matrix Take(Matrix embeddings, ReadOnlySpan<int> rows, Standardizer standardizer, int seed)
    {
        int[] drawn = rows.ToArray();
        if (drawn.Length > MostRows)
        {
            new Random(seed).Shuffle(drawn);
            drawn = [.. drawn[..MostRows].Order()];
        }
        var sample = new Matrix(drawn.Length, embeddings.Columns);
        for (int i = 0; i < drawn.Length; i++)
            Keep(embeddings.Row(drawn[i]), standardizer, sample.Row(i));
        return sample;
    }

    /// <summary>
    /// Which rows the sample is of, ascending; fewer than it has where it is not of these embeddings. It is a part of the
    /// training rows in their order.
    /// </summary>
    public static int[] RowsOf(Matrix sample, Matrix embeddings, Standardizer standardizer)
    {
        var rows = new List<int>(sample.Rows);
        var kept = new float[sample.Columns];
        for (int i = 0; i < embeddings.Rows && rows.Count < sample.Rows; i++)
        {
            Keep(embeddings.Row(i), standardizer, kept);
            if (kept.AsSpan().SequenceEqual(sample.Row(rows.Count)))
                rows.Add(i);
        }
        return [.. rows];
    }

    /// <summary>
    /// An embedding as rows of the sample are: both sides of a comparison must have been rounded alike, or the rounding
    /// is what tells them apart.
    /// </summary>
    public static void Keep(ReadOnlySpan<float> embedding, Standardizer standardizer, Span<float> kept)
    {
        standardizer.Apply(embedding, kept);
        for (int j = 0; j < kept.Length; j++)
            kept[j] = (float)(Half)Math.Clamp(kept[j], (float)Half.MinValue, (float)Half.MaxValue);
    }

    /// <summary>The sample that a bundle holds.</summary>
    /// <exception cref="InvalidInputException">It is not of the model's dimension, empty, or too large.</exception>
    public static Matrix Restore(StateTensor tensor, int dimension) =>
        tensor.Shape is [>= 1 and <= MostRows, var columns] && columns == dimension
            ? new Matrix(tensor.Shape[0], dimension, tensor.Values.ToArray())
            : throw new InvalidInputException(
                $"The stored sample of training embeddings is damaged: its shape is [{string.Join(", ", tensor.Shape)}]. "
                    + "Train the model again."
            );
}
