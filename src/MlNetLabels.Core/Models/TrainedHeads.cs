using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>The heads of a model to be, not calibrated yet; at least one of the two is there.</summary>
/// <param name="Softmax">The softmax head; null for label sets, and for a single class.</param>
/// <param name="Labels">The label heads; null where no label has images enough.</param>
/// <param name="Learned">The labels that have a head, as columns of the dataset's labels.</param>
/// <param name="LeftOut">The labels that have none.</param>
/// <param name="WithoutNegatives">
/// The label heads without the known negatives, of the same labels; null where there are no negatives.
/// </param>
internal sealed record TrainedHeads(
    HeadFit? Softmax,
    HeadFit? Labels,
    int[] Learned,
    LeftOutLabel[] LeftOut,
    HeadFit? WithoutNegatives
)
{
    /// <summary>How the warning begins that no label has a head.</summary>
    public const string None = "There are NO label heads";

    public IEnumerable<string> Warnings =>
        [
            .. Softmax?.Warnings ?? [],
            .. Labels?.Warnings ?? [],
            .. Labels is null && LeftOut.Length > 0
                ?
                [
                    $"{None}: of {LeftOut.Length} labels none has images enough; "
                        + $"'{LeftOut[0].Name}': {LeftOut[0].Reason}.",
                ]
                : Array.Empty<string>(),
        ];

    /// <summary>What out-of-domain scores read of some rows.</summary>
    public ScorerInput Read(FeatureRows rows) =>
        new()
        {
            Embeddings = rows,
            RawEmbeddings = rows.Raw,
            SoftmaxLogits = Softmax?.Layer.Logits(rows),
            LabelLogits = Labels?.Layer.Logits(rows),
        };

    /// <summary>These heads as they can be fitted again in folds: of the labels that every fold leaves images of.</summary>
    public TrainedHeads OnlyWhere(ImageDataset dataset, int[] rows, int[] folds)
    {
        var truth = dataset.Truth(rows);
        int[] learned = [.. Learned.Where(k => !IsTorn(truth, k, folds))];
        return this with { Learned = learned, Labels = learned.Length == 0 ? null : Labels, WithoutNegatives = null };
    }

    /// <summary>
    /// Whether a fold without its images leaves none that has the label, or none that is known not to, or no fold has any.
    /// </summary>
    public static bool IsTorn(LabelMatrix truth, int label, int[] folds) =>
        new[] { LabelState.Present, LabelState.Absent }.Any(state =>
        {
            int[] rows = [.. Enumerable.Range(0, folds.Length).Where(i => truth[i, label] == state)];
            return rows.All(i => folds[i] < 0)
                || Enumerable.Range(0, folds.Max() + 1).Any(fold => rows.All(i => folds[i] == fold));
        });
}
