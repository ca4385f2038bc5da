using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Models;

/// <summary>Logits of images by heads that were fitted without them: what calibration and thresholds are chosen on.</summary>
/// <param name="Rows">The images, as rows of the dataset; row i of everything belongs to image i.</param>
/// <param name="Softmax">Of the softmax head; null where there is none.</param>
/// <param name="Labels">Of the label heads; null where there are none.</param>
/// <param name="WithoutNegatives">Of the label heads without known negatives; null where there are none.</param>
internal sealed record HeldLogits(int[] Rows, Matrix? Softmax, Matrix? Labels, Matrix? WithoutNegatives)
{
    /// <summary>Logits of validation images.</summary>
    public static HeldLogits Of(int[] rows, FeatureRows features, TrainedHeads heads) =>
        new(
            rows,
            heads.Softmax?.Layer.Logits(features),
            heads.Labels?.Layer.Logits(features),
            heads.WithoutNegatives?.Layer.Logits(features)
        );
}
