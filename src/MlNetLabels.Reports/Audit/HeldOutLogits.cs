using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Logits of every image by heads that did not train on it, nor on any image of its group: cross-validation, where few
/// images make much of how they are divided repeated and averaged.
/// </summary>
/// <param name="embeddings">All images.</param>
/// <param name="rows">Those to look at.</param>
/// <param name="groups">The group of each of these.</param>
/// <param name="options">How heads are trained; lambda must be given.</param>
internal sealed class HeldOutLogits(Matrix embeddings, int[] rows, int[] groups, HeadOptions options)
{
    private const int Folds = 5,
        Few = 2_000,
        RepeatsOfFew = 3;

    /// <summary>Class logits, rows x classes.</summary>
    /// <param name="classes">The class of each row.</param>
    /// <param name="names">Names of all classes.</param>
    /// <param name="doubted">Rows that no head trains on.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Matrix OfClasses(
        int[] classes,
        IReadOnlyList<string> names,
        bool[] doubted,
        CancellationToken cancellationToken
    ) =>
        Average(
            names.Count,
            classes,
            train =>
            {
                int[] kept = [.. train.Where(i => !doubted[i])];
                // Where embeddings say nothing of the classes, nearly all are doubted.
                if (kept.Select(i => classes[i]).Distinct().Count() < 2)
                    kept = train;
                var features = FeatureRows.Fit(embeddings, Of(rows, kept));
                var fit = ModelTrainer.BuiltInHeads.FitSoftmax(
                    options,
                    features,
                    Of(classes, kept),
                    names,
                    null,
                    cancellationToken
                );
                return (features.Standardizer, fit.Layer);
            }
        );

    /// <summary>
    /// Label logits, rows x labels. Every label must be both present and absent in each fold's training rows.
    /// </summary>
    /// <param name="truth">The labels of each row.</param>
    /// <param name="names">Names of all labels.</param>
    /// <param name="doubted">Labels, row by row, that no head trains on.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Matrix OfLabels(
        LabelMatrix truth,
        IReadOnlyList<string> names,
        bool[] doubted,
        CancellationToken cancellationToken
    )
    {
        int[] counts = [.. Enumerable.Range(0, truth.Labels).Select(k => truth.Count(k, LabelState.Present))];
        var trusted = new LabelMatrix(truth.Rows, truth.Labels);
        for (int i = 0; i < truth.Rows; i++)
        for (int k = 0; k < truth.Labels; k++)
            trusted[i, k] = doubted[i * truth.Labels + k] ? LabelState.Unknown : truth[i, k];
        return Average(
            truth.Labels,
            [.. Enumerable.Range(0, rows.Length).Select(i => Rarest(truth, i, counts))],
            train =>
            {
                var features = FeatureRows.Fit(embeddings, Of(rows, train));
                var known = trusted.Select(train);
                var fit = ModelTrainer.BuiltInHeads.FitLabels(
                    options,
                    features,
                    IsWhole(known) ? known : truth.Select(train),
                    names,
                    null,
                    cancellationToken
                );
                return (features.Standardizer, fit.Layer);
            }
        );
    }

    private Matrix Average(int outputs, int[] strata, Func<int[], (Standardizer, LinearLayer)> fit)
    {
        int repeats = rows.Length <= Few ? RepeatsOfFew : 1;
        var sum = new Matrix(rows.Length, outputs);
        for (int repeat = 0; repeat < repeats; repeat++)
            Add(Heads.Folds.Stratified(strata, groups, Folds, options.Seed + repeat), fit, sum);
        TensorPrimitives.Divide(sum.Span, repeats, sum.Span);
        return sum;
    }

    private void Add(int[] folds, Func<int[], (Standardizer, LinearLayer)> fit, Matrix sum)
    {
        var (standardised, logits) = (new float[embeddings.Columns], new float[sum.Columns]);
        for (int fold = 0; fold <= folds.Max(); fold++)
        {
            var (standardizer, layer) = fit([.. Enumerable.Range(0, rows.Length).Where(i => folds[i] != fold)]);
            for (int i = 0; i < rows.Length; i++)
            {
                if (folds[i] != fold)
                    continue;
                standardizer.Apply(embeddings.Row(rows[i]), standardised);
                layer.Logits(standardised, logits);
                TensorPrimitives.Add(sum.Row(i), logits, sum.Row(i));
            }
        }
    }

    private static int[] Of(int[] values, int[] places) => Array.ConvertAll(places, i => values[i]);

    private static bool IsWhole(LabelMatrix truth) =>
        Enumerable
            .Range(0, truth.Labels)
            .All(k => truth.Count(k, LabelState.Present) > 0 && truth.Count(k, LabelState.Absent) > 0);

    // The rarest label decides, so that each reaches every fold.
    private static int Rarest(LabelMatrix truth, int row, int[] counts)
    {
        int best = -1;
        for (int k = 0; k < truth.Labels; k++)
            if (truth[row, k] == LabelState.Present && (best < 0 || counts[k] < counts[best]))
                best = k;
        return best;
    }
}
