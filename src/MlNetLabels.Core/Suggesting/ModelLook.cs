using MlNetLabels.Models;

namespace MlNetLabels.Suggesting;

/// <summary>What a model says of the unlabelled images: two figures each, not its answers.</summary>
/// <param name="Changes">In how many dropout passes the answer changes, by position among the pool's rows.</param>
/// <param name="Outside">Rows that it rejects, or that may be of a new class.</param>
/// <param name="Rejected">Of these, those that it rejects.</param>
internal sealed record ModelLook(byte[] Changes, IReadOnlyList<int> Outside, IReadOnlyList<int> Rejected)
{
    private const int Block = 1024;

    public static ModelLook At(
        UnlabelledPool pool,
        Model model,
        int seed,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        byte[] changes = AnswerHead.Of(model) is { } head
            ? ChangesOf(pool, head, seed, cancellationToken)
            : new byte[pool.Rows.Count];
        List<int> outside = [],
            rejected = [];
        for (int start = 0; start < pool.Rows.Count; start += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] rows = [.. pool.Rows.Skip(start).Take(Block)];
            var predictions = model.Predict(pool.Embeddings.Select(rows), cancellationToken: cancellationToken);
            outside.AddRange(rows.Where((_, i) => predictions[i].Verdict is Verdict.Rejected or Verdict.Unsure));
            rejected.AddRange(rows.Where((_, i) => predictions[i].Verdict == Verdict.Rejected));
            progress?.Report(new("", start + rows.Length, pool.Rows.Count));
        }
        return new(changes, outside, rejected);
    }

    /// <summary>In how many dropout passes each answer changes.</summary>
    public static byte[] ChangesOf(
        UnlabelledPool pool,
        AnswerHead head,
        int seed,
        CancellationToken cancellationToken = default
    )
    {
        var changes = new byte[pool.Rows.Count];
        Parallel.For(
            0,
            (changes.Length + Block - 1) / Block,
            new ParallelOptions { CancellationToken = cancellationToken },
            block =>
            {
                var dropout = new FeatureDropout(head, seed);
                for (int i = block * Block; i < Math.Min((block + 1) * Block, changes.Length); i++)
                {
                    var embedding = pool.Embeddings.Row(pool.Rows[i]);
                    changes[i] = (byte)dropout.Changes(embedding, UnlabelledPool.Content(embedding));
                }
            }
        );
        return changes;
    }
}
