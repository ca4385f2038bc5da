using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>What scores may read of a set of images; row i of each matrix belongs to image i.</summary>
public sealed record ScorerInput
{
    /// <summary>Standardised embeddings [images x dimensions].</summary>
    public required Matrix Embeddings { get; init; }

    /// <summary>Uncalibrated logits of the softmax head [images x classes]; their level is free, scores centre each row.</summary>
    public Matrix? SoftmaxLogits { get; init; }

    /// <summary>Uncalibrated logits of the label heads [images x labels].</summary>
    public Matrix? LabelLogits { get; init; }

    /// <summary>Number of images.</summary>
    public int Rows => Embeddings.Rows;

    /// <summary>One image.</summary>
    public ScorerRow this[int row] => new()
    {
        Embedding = Embeddings.Row(row),
        SoftmaxLogits = SoftmaxLogits is null ? default : SoftmaxLogits.Row(row),
        LabelLogits = LabelLogits is null ? default : LabelLogits.Row(row),
    };

    /// <summary>A copy of the given images, in the given order.</summary>
    public ScorerInput Select(ReadOnlySpan<int> rows) => new()
    {
        Embeddings = Embeddings.Select(rows),
        SoftmaxLogits = SoftmaxLogits?.Select(rows),
        LabelLogits = LabelLogits?.Select(rows),
    };

    internal void ThrowIfRaggedOrNotFinite()
    {
        Check(Embeddings, "embeddings");
        Check(SoftmaxLogits, "softmax logits");
        Check(LabelLogits, "label logits");
    }

    private void Check(Matrix? matrix, string what)
    {
        if (matrix is null) return;
        if (matrix.Rows != Rows) throw new ArgumentException($"There are {Rows} embeddings but {matrix.Rows} rows of {what}.");
        for (int i = 0; i < Rows; i++)
            foreach (float value in matrix.Row(i))
                if (!float.IsFinite(value)) throw new InvalidInputException($"Row {i} of the {what} holds {value}; leave that image out or embed it again.");
    }
}
