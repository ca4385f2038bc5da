using MlNetLabels.Data;

namespace MlNetLabels.Heads;

/// <summary>
/// How much each training row, and each present cell, counts in the loss, as <see cref="HeadOptions"/> say.
/// </summary>
internal static class TrainingWeights
{
    /// <summary>The weight of each row times that of its class.</summary>
    /// <exception cref="InvalidInputException">Class weights are not one number above 0 per class.</exception>
    public static float[] Rows(HeadOptions options, FeatureRows features, ReadOnlySpan<int> classes, int classCount)
    {
        float[] weights = features.RowWeights();
        var perClass = new double[classCount];
        if (options.ClassWeights is { } given)
        {
            if (given.Count != classCount || given.Any(w => !(w > 0 && double.IsFinite(w))))
                throw new InvalidInputException(
                    $"Class weights must be {classCount} numbers above 0, one per class, but are [{string.Join(", ", given)}]."
                );
            for (int c = 0; c < classCount; c++)
                perClass[c] = given[c];
        }
        else if (options.Balanced)
        {
            for (int i = 0; i < weights.Length; i++)
                perClass[classes[i]] += weights[i];
            double total = perClass.Sum();
            for (int c = 0; c < classCount; c++)
                perClass[c] = perClass[c] == 0 ? 0 : total / (classCount * perClass[c]);
        }
        else
            perClass.AsSpan().Fill(1);

        for (int i = 0; i < weights.Length; i++)
            weights[i] *= (float)perClass[classes[i]];
        return weights;
    }

    /// <summary>The extra weight of present cells, one per label.</summary>
    /// <exception cref="InvalidInputException">Positive weights are not one number above 0 per label.</exception>
    public static float[] Positives(HeadOptions options, LabelMatrix truth, float[] weights)
    {
        var positive = new float[truth.Labels];
        positive.AsSpan().Fill(1);
        if (options.PositiveWeights is { } given)
        {
            if (given.Count != truth.Labels || given.Any(w => !(w > 0 && double.IsFinite(w))))
                throw new InvalidInputException(
                    $"Positive weights must be {truth.Labels} numbers above 0, one per label, but are [{string.Join(", ", given)}]."
                );
            for (int k = 0; k < positive.Length; k++)
                positive[k] = (float)given[k];
        }
        else if (options.BalancedPositives)
        {
            for (int k = 0; k < positive.Length; k++)
                positive[k] = (float)(
                    Sum(truth, weights, k, LabelState.Absent) / Sum(truth, weights, k, LabelState.Present)
                );
        }
        return positive;
    }

    private static double Sum(LabelMatrix truth, float[] weights, int label, LabelState state)
    {
        double total = 0;
        for (int i = 0; i < truth.Rows; i++)
            if (truth[i, label] == state)
                total += weights[i];
        return total;
    }
}
