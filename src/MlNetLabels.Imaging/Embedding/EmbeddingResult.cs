using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Embedding;

/// <summary>Embeddings of the images that could be read, and the others with their reasons. Thread-safe to read.</summary>
/// <param name="Embeddings">One row per image that could be read, in the order asked for.</param>
/// <param name="Rows">For each row, the position of its path among those asked for; ascending.</param>
/// <param name="Contents">For each row, the SHA-256 of the file's bytes in lower-case hexadecimal digits.</param>
/// <param name="Skipped">Images that could not be read.</param>
public sealed record EmbeddingResult(
    Matrix Embeddings,
    IReadOnlyList<int> Rows,
    IReadOnlyList<string> Contents,
    IReadOnlyList<SkippedFile> Skipped
);
