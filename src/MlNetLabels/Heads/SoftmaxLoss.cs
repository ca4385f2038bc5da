using System.Numerics.Tensors;

namespace MlNetLabels.Heads;

/// <summary>Cross-entropy of softmax, each row times its weight. dLoss/dz_j = weight (softmax(z)_j - [j = truth]).</summary>
/// <param name="classes">True class of each training row.</param>
/// <param name="rowWeights">Weight of each training row.</param>
internal sealed class SoftmaxLoss(ReadOnlyMemory<int> classes, ReadOnlyMemory<float> rowWeights) : ILinearLoss
{
    public void Evaluate(int first, int count, ReadOnlySpan<int> outputs, int stride, Span<float> logits, Span<double> losses)
    {
        var truths = classes.Span.Slice(first, count);
        var weights = rowWeights.Span.Slice(first, count);
        for (int i = 0; i < count; i++)
        {
            var z = logits.Slice(i * stride, outputs.Length);
            int truth = truths[i], top = TensorPrimitives.IndexOfMax<float>(z);
            double margin = (double)z[top] - z[truth];
            TensorPrimitives.Subtract(z, z[top], z);
            TensorPrimitives.Exp(z, z);
            // exp(0) of the largest logit is left to Log1p, so that a tiny loss keeps its digits.
            z[top] = 0;
            double rest = TensorPrimitives.Sum<float>(z);
            z[top] = 1;
            losses[0] += weights[i] * (margin + Losses.Log1p(rest));

            float scale = (float)(weights[i] / (1 + rest));
            // The true class's slope -weight (1 - p) as minus the sum of the others: no cancellation near p = 1.
            z[truth] = 0;
            double others = TensorPrimitives.Sum<float>(z);
            TensorPrimitives.Multiply(z, scale, z);
            z[truth] = (float)(-others * scale);
        }
    }
}
