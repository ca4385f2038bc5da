using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Probabilities of every image by heads that did not train on it, nor on any image of its group: cross-validation.
/// </summary>
internal static class HeldOutProbabilities
{
    private const int Folds = 5;

    /// <summary>Class probabilities, rows x classes.</summary>
    public static Matrix ForClasses(
        Matrix embeddings,
        int[] rows,
        int[] classes,
        IReadOnlyList<string> names,
        int[] groups,
        HeadOptions options,
        CancellationToken cancellationToken
    ) =>
        CrossValidate(
            embeddings,
            rows,
            classes,
            groups,
            names.Count,
            options,
            (features, train) =>
                ModelTrainer
                    .BuiltInHeads.FitSoftmax(
                        options,
                        features,
                        Array.ConvertAll(train, i => classes[i]),
                        names,
                        null,
                        cancellationToken
                    )
                    .Layer,
            (layer, standardised, probabilities) =>
            {
                layer.Logits(standardised, probabilities);
                Losses.Softmax(probabilities, probabilities);
            }
        );

    /// <summary>
    /// Label probabilities, rows x labels. Every label must be both present and absent in each fold's training rows.
    /// </summary>
    public static Matrix ForLabels(
        Matrix embeddings,
        int[] rows,
        LabelMatrix truth,
        IReadOnlyList<string> names,
        int[] groups,
        HeadOptions options,
        CancellationToken cancellationToken
    )
    {
        int[] counts = [.. Enumerable.Range(0, truth.Labels).Select(k => truth.Count(k, LabelState.Present))];
        int[] strata = [.. Enumerable.Range(0, rows.Length).Select(i => Stratum(truth, i, counts))];
        return CrossValidate(
            embeddings,
            rows,
            strata,
            groups,
            names.Count,
            options,
            (features, train) =>
                ModelTrainer
                    .BuiltInHeads.FitLabels(options, features, truth.Select(train), names, null, cancellationToken)
                    .Layer,
            (layer, standardised, probabilities) =>
            {
                layer.Logits(standardised, probabilities);
                foreach (ref float z in probabilities)
                    z = (float)Losses.Sigmoid(z);
            }
        );
    }

    private static Matrix CrossValidate(
        Matrix embeddings,
        int[] rows,
        int[] strata,
        int[] groups,
        int outputs,
        HeadOptions options,
        Func<FeatureRows, int[], LinearLayer> fit,
        Action<LinearLayer, float[], Span<float>> predict
    )
    {
        int[] folds = Heads.Folds.Stratified(strata, groups, Folds, options.Seed);
        var probabilities = new Matrix(rows.Length, outputs);
        for (int fold = 0; fold <= folds.Max(); fold++)
        {
            int[] train = [.. Enumerable.Range(0, rows.Length).Where(i => folds[i] != fold)];
            var features = FeatureRows.Fit(embeddings, Array.ConvertAll(train, i => rows[i]));
            var layer = fit(features, train);
            var standardised = new float[embeddings.Columns];
            for (int i = 0; i < rows.Length; i++)
            {
                if (folds[i] != fold)
                    continue;
                features.Standardizer.Apply(embeddings.Row(rows[i]), standardised);
                predict(layer, standardised, probabilities.Row(i));
            }
        }
        return probabilities;
    }

    // The rarest label decides, so that each reaches every fold.
    private static int Stratum(LabelMatrix truth, int row, int[] counts)
    {
        int best = -1;
        for (int k = 0; k < truth.Labels; k++)
            if (truth[row, k] == LabelState.Present && (best < 0 || counts[k] < counts[best]))
                best = k;
        return best;
    }
}
