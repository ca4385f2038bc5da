using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Suggesting;

/// <summary>The images of a pool that nobody has labelled, each content once.</summary>
/// <param name="Embeddings">The whole pool.</param>
/// <param name="Rows">Rows that may be asked for, ascending.</param>
/// <param name="Labelled">Images that have a label already.</param>
/// <param name="Repeated">Images equal to one before them.</param>
internal sealed record UnlabelledPool(Matrix Embeddings, IReadOnlyList<int> Rows, int Labelled, int Repeated)
{
    private const int DigestBytes = 32;

    public static UnlabelledPool Of(SuggestionRequest request, CancellationToken cancellationToken = default)
    {
        var pool = request.Pool;
        var seen = new HashSet<UInt128>();
        for (int i = 0; i < (request.Labelled?.Rows ?? 0); i++)
            seen.Add(Content(request.Labelled!.Row(i)));
        var known = seen.Count == 0 ? [] : new HashSet<UInt128>(seen);
        var groups = request.LabelledGroups.ToHashSet(StringComparer.Ordinal);
        var rows = new List<int>();
        int labelled = 0,
            repeated = 0;
        for (int i = 0; i < pool.Rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var embedding = pool.Row(i);
            if (!float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(embedding)))
                throw new InvalidInputException($"The embedding of image {i + 1} has a number that is not finite.");
            var content = Content(embedding);
            if (
                known.Contains(content)
                || request.Groups?[i] is { } group && groups.Contains(group)
                || Knows(request.Model, embedding)
            )
                labelled++;
            else if (seen.Add(content))
                rows.Add(i);
            else
                repeated++;
        }
        return new(pool, rows, labelled, repeated);
    }

    /// <summary>What stands for an embedding; equal ones have equal contents.</summary>
    public static UInt128 Content(ReadOnlySpan<float> embedding)
    {
        Span<byte> digest = stackalloc byte[DigestBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(embedding), digest);
        return MemoryMarshal.Read<UInt128>(digest);
    }

    private static bool Knows(Model? model, ReadOnlySpan<float> embedding) =>
        model is not null && model.FindUse(EmbeddedDataset.ContentOf(embedding)) is not null;
}
