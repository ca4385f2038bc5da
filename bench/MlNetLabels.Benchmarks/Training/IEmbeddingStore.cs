using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>Where embeddings lie between embedding and training.</summary>
internal interface IEmbeddingStore
{
    /// <summary>Stores the embeddings of the images <see cref="FileOf"/> 0, 1, 2, ...</summary>
    void Write(Matrix embeddings);

    /// <summary>Reads them back for the rows that name those images.</summary>
    EmbeddedDataset Read(ImageDataset rows);

    /// <summary>Name of an image, not too many to a folder.</summary>
    static string FileOf(int row) => FormattableString.Invariant($"images/{row / 1000}/{row}.jpg");
}
