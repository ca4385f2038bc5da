using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.TransferLearning;

/// <summary>Rows of data views with their embeddings.</summary>
internal sealed record TrainingData(TargetKind Kind, string[] Names, ImageRow[] Rows, Matrix Embeddings)
{
    /// <summary>These rows and then others, which must have the same names in the same order.</summary>
    /// <exception cref="InvalidInputException">They have others.</exception>
    public TrainingData With(TrainingData others)
    {
        if (!Names.SequenceEqual(others.Names))
            throw new InvalidInputException(
                $"The validation set has the labels {string.Join(", ", others.Names)}, but the training set "
                    + $"{string.Join(", ", Names)}. Give both the same, in the same order."
            );
        return this with { Rows = [.. Rows, .. others.Rows], Embeddings = Embeddings.Append(others.Embeddings) };
    }

    public EmbeddedDataset ToDataset() =>
        EmbeddedDataset.FromMatrix(
            new ImageDataset
            {
                Source = "the data view",
                Kind = Kind,
                LabelNames = Names,
                Rows = Rows,
            },
            Embeddings,
            "the data view"
        );
}
