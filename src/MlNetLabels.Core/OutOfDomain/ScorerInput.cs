using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>What scores may read of a set of images; row i of everything belongs to image i.</summary>
internal sealed record ScorerInput
{
    /// <summary>Standardised embeddings [images x dimensions].</summary>
    public required IRows Embeddings { get; init; }

    /// <summary>
    /// The same embeddings as the backbone gave them [images x dimensions], for scores that look at directions from the
    /// backbone's own zero.
    /// </summary>
    public IRows? RawEmbeddings { get; init; }

    /// <summary>
    /// Uncalibrated logits of the softmax head [images x classes]; their level is free, scores centre each row.
    /// </summary>
    public Matrix? SoftmaxLogits { get; init; }

    /// <summary>Uncalibrated logits of the label heads [images x labels].</summary>
    public Matrix? LabelLogits { get; init; }

    /// <summary>Number of images.</summary>
    public int Rows => Embeddings.Rows;

    /// <summary>One image.</summary>
    public ScorerRow this[int row] =>
        new()
        {
            Embedding = Embeddings.Row(row),
            RawEmbedding = RawEmbeddings is null ? default : RawEmbeddings.Row(row),
            SoftmaxLogits = SoftmaxLogits is null ? default : SoftmaxLogits.Row(row),
            LabelLogits = LabelLogits is null ? default : LabelLogits.Row(row),
        };

    /// <summary>A copy of the given images, in the given order.</summary>
    public ScorerInput Select(ReadOnlySpan<int> rows) =>
        new()
        {
            Embeddings = Selected(Embeddings, rows),
            RawEmbeddings = RawEmbeddings is null ? null : Selected(RawEmbeddings, rows),
            SoftmaxLogits = SoftmaxLogits?.Select(rows),
            LabelLogits = LabelLogits?.Select(rows),
        };

    internal void ThrowIfRaggedOrNotFinite()
    {
        Check(Embeddings, "embeddings");
        Check(RawEmbeddings, "raw embeddings");
        Check(SoftmaxLogits, "softmax logits");
        Check(LabelLogits, "label logits");
    }

    private static Matrix Selected(IRows from, ReadOnlySpan<int> rows)
    {
        var selected = new Matrix(rows.Length, from.Columns);
        for (int i = 0; i < rows.Length; i++)
            from.Row(rows[i]).CopyTo(selected.Row(i));
        return selected;
    }

    private void Check(IRows? given, string what)
    {
        if (given is null)
            return;
        if (given.Rows != Rows)
            throw new ArgumentException($"There are {Rows} embeddings but {given.Rows} rows of {what}.");
        for (int i = 0; i < Rows; i++)
            if (!IsFinite(given.Row(i)))
                throw new InvalidInputException(
                    $"Row {i} of the {what} holds a value that is not finite; leave that image out or embed it again."
                );
    }

    // The largest magnitude is NaN where any value is, and infinite where any value is.
    internal static bool IsFinite(ReadOnlySpan<float> values) =>
        values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values));
}
