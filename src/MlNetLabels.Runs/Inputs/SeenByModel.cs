using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// Tells before the work, and not after it, that a model has seen all of a set that its out-of-domain score is to be judged
/// on: they are looked at up to the first that it has not seen.
/// </summary>
internal sealed class SeenByModel(Model model, RunContext context)
{
    private const int LookedAt = 16;

    /// <exception cref="InvalidInputException">All trained the model or helped to choose its score.</exception>
    public void Check(string set, IReadOnlyList<string> files)
    {
        for (
            int start = 0, count = 1;
            start < files.Count;
            start += count, count = start < LookedAt ? LookedAt : files.Count
        )
        {
            string[] some = [.. files.Skip(start).Take(count)];
            var embedded = context.Ahead(embedder =>
                embedder.Embed(some, cancellationToken: context.CancellationToken)
            );
            var of = new OutOfDomainSet
            {
                Name = set,
                Files = [.. embedded.Rows.Select(i => some[i])],
                Embeddings = embedded.Embeddings,
            };
            // What cannot be read is told in its turn.
            if (embedded.Skipped.Count > 0 || of.Unseen(model).Files.Count > 0)
                return;
        }
        throw new InvalidInputException(
            set,
            null,
            $"all {Counted.Of(files.Count, "image")} trained the model or helped to choose its out-of-domain score, so nothing can be "
                + "judged by them. Name a folder of other images."
        );
    }
}
