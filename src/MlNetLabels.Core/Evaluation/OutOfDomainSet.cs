using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Evaluation;

/// <summary>Images of a kind the model was not trained for.</summary>
public sealed record OutOfDomainSet
{
    /// <summary>Name in reports, unique among the sets of one evaluation.</summary>
    public required string Name { get; init; }

    /// <summary>"near" or "far", where the user says so.</summary>
    public string? Distance { get; init; }

    /// <summary>Files, one per embedding.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>
    /// What reports call the files, which go to people who need not see where they lie; null, the default, for the files
    /// themselves.
    /// </summary>
    public IReadOnlyList<string>? ShownFiles { get; init; }

    /// <summary>Their embeddings.</summary>
    public required Matrix Embeddings { get; init; }

    /// <summary>Files that could not be embedded.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>What was left out of the folder that was named, for the user to see.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// The images that the model neither learned from nor chose its score by, and so can be tested on.
    /// </summary>
    public OutOfDomainSet Unseen(Model model)
    {
        int[] rows =
        [
            .. Enumerable
                .Range(0, Embeddings.Rows)
                .Where(i =>
                    !model.HelpedChooseScore(Embeddings.Row(i))
                    && model.FindUse(EmbeddedDataset.ContentOf(Embeddings.Row(i))) is null
                ),
        ];
        return rows.Length == Embeddings.Rows
            ? this
            : this with
            {
                Files = [.. rows.Select(i => Files[i])],
                ShownFiles = ShownFiles is { } shown ? [.. rows.Select(i => shown[i])] : null,
                Embeddings = Embeddings.Select(rows),
            };
    }
}
