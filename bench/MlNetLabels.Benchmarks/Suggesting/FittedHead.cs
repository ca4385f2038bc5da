using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>A head of the images that are labelled so far, by one lambda throughout.</summary>
/// <param name="Answers">The head; null where nothing can be learned yet, as of one class alone.</param>
/// <param name="Learned">Which class or label each of its outputs is; the one class there is where it is null.</param>
internal sealed record FittedHead(AnswerHead? Answers, int[] Learned)
{
    private static readonly HeadOptions s_options = new()
    {
        L2 = 0.01,
        Tolerance = 1e-6,
        Threads = 1,
    };

    public int Names => Math.Max(1, Learned.Length);

    public static FittedHead Fit(EmbeddedDataset data, int[] rows) =>
        data.Dataset.Kind == TargetKind.Classes ? Classes(data, rows) : Labels(data, rows);

    /// <summary>Accuracy, or mean average precision of the labels that any of the images has.</summary>
    public double Judge(EmbeddedDataset data, int[] rows) =>
        data.Dataset.Kind == TargetKind.Classes ? Accuracy(data, rows) : MeanPrecision(data, rows);

    private static FittedHead Classes(EmbeddedDataset data, int[] rows)
    {
        int[] classes = data.Dataset.Classes(rows),
            learned = [.. classes.Distinct().Order()];
        if (learned.Length < 2)
            return new(null, learned);
        var features = FeatureRows.Fit(data.Embeddings, rows);
        var fit = ModelTrainer.BuiltInHeads.FitSoftmax(
            s_options,
            features,
            Array.ConvertAll(classes, c => Array.IndexOf(learned, c)),
            [.. learned.Select(c => data.Dataset.LabelNames[c])],
            null,
            CancellationToken.None
        );
        return new(new AnswerHead(features.Standardizer, fit.Layer, null), learned);
    }

    private static FittedHead Labels(EmbeddedDataset data, int[] rows)
    {
        var truth = data.Dataset.Truth(rows);
        int[] learned =
        [
            .. Enumerable
                .Range(0, truth.Labels)
                .Where(k => truth.Count(k, LabelState.Present) > 0 && truth.Count(k, LabelState.Absent) > 0),
        ];
        if (learned.Length == 0)
            return new(null, learned);
        var features = FeatureRows.Fit(data.Embeddings, rows);
        var fit = ModelTrainer.BuiltInHeads.FitLabels(
            s_options,
            features,
            truth.SelectLabels(learned),
            [.. learned.Select(k => data.Dataset.LabelNames[k])],
            null,
            CancellationToken.None
        );
        return new(new AnswerHead(features.Standardizer, fit.Layer, (_, logit) => logit >= 0), learned);
    }

    private double Accuracy(EmbeddedDataset data, int[] rows)
    {
        int[] truth = data.Dataset.Classes(rows);
        return rows.Index().Average(x => Answer(data.Embeddings.Row(x.Item)) == truth[x.Index] ? 1.0 : 0);
    }

    private int Answer(ReadOnlySpan<float> embedding) =>
        Answers is null
            ? Learned[0]
            : Learned[System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(Logits(embedding))];

    // A label without a head is ranked by chance, which gives its share.
    private double MeanPrecision(EmbeddedDataset data, int[] rows)
    {
        float[][] logits = [.. rows.Select(i => Answers is null ? [] : Logits(data.Embeddings.Row(i)))];
        return Enumerable
            .Range(0, data.Dataset.LabelNames.Count)
            .Select(k =>
            {
                bool[] has = [.. rows.Select(i => data.Dataset.Rows[i].Labels[k] == LabelState.Present)];
                int output = Array.IndexOf(Learned, k);
                return !has.Contains(true) ? double.NaN
                    : output < 0 ? has.Average(x => x ? 1.0 : 0)
                    : Precision(has, [.. logits.Select(row => row[output])]);
            })
            .Where(double.IsFinite)
            .Average();
    }

    private static double Precision(bool[] has, float[] logits)
    {
        int[] order = [.. Enumerable.Range(0, has.Length).OrderByDescending(i => logits[i])];
        int found = 0;
        double sum = 0;
        foreach (var (rank, i) in order.Index())
            if (has[i])
                sum += (double)++found / (rank + 1);
        return sum / found;
    }

    private float[] Logits(ReadOnlySpan<float> embedding)
    {
        var (standardised, logits) = (new float[embedding.Length], new float[Answers!.Layer.Outputs]);
        Answers.Standardizer.Apply(embedding, standardised);
        Answers.Layer.Logits(standardised, logits);
        return logits;
    }
}
