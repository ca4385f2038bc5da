using System.Numerics.Tensors;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Suggesting;

/// <summary>What a model answers to standardised features: its class, or which labels apply.</summary>
/// <param name="Standardizer">What every embedding goes through first.</param>
/// <param name="Layer">The head.</param>
/// <param name="Applies">Whether a label applies at a logit, by its position; null for the class of the largest logit.</param>
internal sealed record AnswerHead(Standardizer Standardizer, LinearLayer Layer, Func<int, float, bool>? Applies)
{
    /// <summary>The head that answers; null of a model without any.</summary>
    public static AnswerHead? Of(Model model)
    {
        if (model.SoftmaxLayer is { } softmax)
            return new(model.Standardizer, softmax, null);
        if (model.LabelLayer is not { } labels)
            return null;
        var heads = model.Manifest.Labels!;
        return new(
            model.Standardizer,
            labels,
            (k, logit) => heads.Calibration[k].Calibration.Apply(logit) >= heads.Thresholds[k].Threshold
        );
    }

    /// <summary>Whether two rows of logits are the same answer.</summary>
    public bool AreAlike(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (Applies is null)
            return TensorPrimitives.IndexOfMax(a) == TensorPrimitives.IndexOfMax(b);
        for (int k = 0; k < a.Length; k++)
            if (Applies(k, a[k]) != Applies(k, b[k]))
                return false;
        return true;
    }
}
