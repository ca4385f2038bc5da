using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>One .npy file, as <c>embed</c> writes it.</summary>
internal sealed class NpyStore(string folder) : IEmbeddingStore
{
    private readonly string _file = Path.Combine(folder, "embeddings.npy");

    public void Write(Matrix embeddings) => NpyFile.Write(_file, embeddings);

    public EmbeddedDataset Read(ImageDataset rows) => EmbeddedDataset.FromMatrix(rows, NpyFile.Read(_file), _file);
}
