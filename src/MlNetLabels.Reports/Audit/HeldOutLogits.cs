using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Logits of every image by heads that did not train on it, nor on any image of its group: cross-validation, where few
/// images make much of how they are divided repeated and averaged. Where what is left without an image's group lacks its
/// class or label, heads know nothing of it: such logits are NaN.
/// </summary>
/// <param name="embeddings">All images.</param>
/// <param name="rows">Those to look at.</param>
/// <param name="groups">The group of each of these; negative where it is always trained on.</param>
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
                var known = Of(classes, train).ToHashSet();
                if (known.Count < 2)
                    return null;
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
                return new(
                    features.Standardizer,
                    fit.Layer,
                    [.. names.Index().Select(k => k.Index)],
                    i => known.Contains(classes[i])
                );
            }
        );

    /// <summary>Label logits, rows x labels.</summary>
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
                var all = truth.Select(train);
                int[] learned = [.. Enumerable.Range(0, truth.Labels).Where(k => IsWhole(all, k))];
                if (learned.Length == 0)
                    return null;
                var features = FeatureRows.Fit(embeddings, Of(rows, train));
                var known = trusted.Select(train);
                var fit = ModelTrainer.BuiltInHeads.FitLabels(
                    options,
                    features,
                    (learned.All(k => IsWhole(known, k)) ? known : all).SelectLabels(learned),
                    [.. learned.Select(k => names[k])],
                    null,
                    cancellationToken
                );
                return new(features.Standardizer, fit.Layer, learned, _ => true);
            }
        );
    }

    private Matrix Average(int outputs, int[] strata, Func<int[], Fold?> fit)
    {
        int repeats = rows.Length <= Few ? RepeatsOfFew : 1;
        var sum = new Matrix(rows.Length, outputs);
        var times = new int[rows.Length * outputs];
        for (int repeat = 0; repeat < repeats; repeat++)
            Add(Heads.Folds.Stratified(strata, groups, Folds, options.Seed + repeat), fit, sum, times);
        for (int i = 0; i < times.Length; i++)
            sum.Span[i] /= times[i];
        return sum;
    }

    private void Add(int[] folds, Func<int[], Fold?> fit, Matrix sum, int[] times)
    {
        var standardised = new float[embeddings.Columns];
        for (int k = 0; k <= folds.Max(); k++)
        {
            if (fit([.. Enumerable.Range(0, rows.Length).Where(i => folds[i] != k)]) is not { } fold)
                continue;
            var logits = new float[fold.Outputs.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                if (folds[i] != k || !fold.Judges(i))
                    continue;
                fold.Standardizer.Apply(embeddings.Row(rows[i]), standardised);
                fold.Layer.Logits(standardised, logits);
                for (int o = 0; o < logits.Length; o++)
                {
                    sum[i, fold.Outputs[o]] += logits[o];
                    times[i * sum.Columns + fold.Outputs[o]]++;
                }
            }
        }
    }

    // Heads of one fold: which outputs they have, and whose logits are of use.
    private sealed record Fold(Standardizer Standardizer, LinearLayer Layer, int[] Outputs, Func<int, bool> Judges);

    private static int[] Of(int[] values, int[] places) => Array.ConvertAll(places, i => values[i]);

    private static bool IsWhole(LabelMatrix truth, int label) =>
        truth.Count(label, LabelState.Present) > 0 && truth.Count(label, LabelState.Absent) > 0;

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
