using System.Security.Cryptography;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// Tells before the work, and not after it, that a model has seen all images that it is to be judged on: they are looked
/// at up to the first that it has not seen.
/// </summary>
internal sealed class SeenByModel(Model model, RunContext context)
{
    private const int LookedAt = 16;

    /// <exception cref="InvalidInputException">All images that would be judged trained or tuned the model.</exception>
    public void Check(ImageDataset dataset)
    {
        bool hasSplits = dataset.Rows.Any(row => row.Split is not null);
        ImageRow[] judged = [.. dataset.Rows.Where(row => !hasSplits || row.Split == Split.Test)];
        if (judged.Length > 0 && judged.All(row => IsSeen(row.Path)))
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"all {judged.Length} images were used to train this model. Give images that it has not seen."
            );
    }

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
            var embedded = context.Embedder.Embed(some, cancellationToken: context.CancellationToken);
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

    private bool IsSeen(string file)
    {
        try
        {
            using var content = InputFile.Open(file);
            return model.FindUse(Convert.ToHexStringLower(SHA256.HashData(content))) is not null;
        }
        // Told in its turn.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidInputException)
        {
            return false;
        }
    }
}
