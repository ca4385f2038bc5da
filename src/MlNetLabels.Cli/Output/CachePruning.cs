namespace MlNetLabels.Cli.Output;

/// <summary>What pruning did.</summary>
/// <param name="Path">The cache.</param>
/// <param name="Deleted">Embeddings deleted.</param>
/// <param name="Embeddings">Embeddings left.</param>
/// <param name="BytesBefore">Bytes on disk before.</param>
/// <param name="BytesAfter">Bytes on disk afterwards.</param>
internal sealed record CachePruning(string Path, long Deleted, long Embeddings, long BytesBefore, long BytesAfter);
