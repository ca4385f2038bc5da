using MlNetLabels.Heads;
using MlNetLabels.Numerics;
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
    public IEnumerable<string> Warnings => [.. Softmax?.Warnings ?? [], .. Labels?.Warnings ?? []];

    /// <summary>What out-of-domain scores read of some rows.</summary>
    public ScorerInput Read(IRows standardised) =>
        new()
        {
            Embeddings = standardised,
            SoftmaxLogits = Softmax?.Layer.Logits(standardised),
            LabelLogits = Labels?.Layer.Logits(standardised),
        };
}
