using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>
/// One set, both ways of fitting. The protocol, written before it was first run: splits that the data prescribe are
/// dropped; each seed divides anew into 60, 20 and 20 %, the same test images for both ways; all options are the
/// defaults. Differences are paired by seed, with their standard error. Coverage counts as within its interval where
/// the number of test images accepted lies inside the central 95 % of the beta-binomial that a cut at the reject rate
/// from as many images as set it would have (for cross-fitting an approximation).
/// </summary>
internal sealed class FitsBenchmark(string name, EmbeddedDataset data)
{
    private static readonly FitWay[] s_ways = [FitWay.Split, FitWay.Cross];

    public void Run(TextWriter output, int seeds)
    {
        var free = data with
        {
            Dataset = data.Dataset with { Rows = [.. data.Dataset.Rows.Select(r => r with { Split = null })] },
        };
        var results = new Dictionary<FitWay, List<Figures>>();
        foreach (var way in s_ways)
            results[way] = [.. Enumerable.Range(1, seeds).Select(seed => Judge(free, way, seed))];
        output.WriteLine(FormattableString.Invariant($"{name}: {free.Dataset.Rows.Count} images, {seeds} seeds"));
        Line("softmax accuracy", f => f.Accuracy);
        Line("softmax log-loss", f => f.LogLoss);
        Line("labels micro F1", f => f.MicroF1);
        Line("labels log-loss", f => f.LabelLogLoss);
        Line("test images without a label", f => f.Unlabelled);
        Line("in-domain accepted", f => f.Coverage);
        Line("within its interval", f => f.IsWithin ? 1 : 0);
        Line("seconds to train", f => f.Seconds);

        void Line(string title, Func<Figures, double?> value)
        {
            double?[] split = [.. results[FitWay.Split].Select(value)],
                cross = [.. results[FitWay.Cross].Select(value)];
            if (split.Any(v => v is null) || cross.Any(v => v is null))
                return;
            double[] gains = [.. split.Zip(cross, (s, c) => c!.Value - s!.Value)];
            double mean = gains.Average(),
                error = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (gains.Length - 1) / gains.Length);
            output.WriteLine(
                FormattableString.Invariant(
                    $"  {title, -28} split {split.Average(), 7:f4}   cross {cross.Average(), 7:f4}   difference {mean, 8:f4} +- {error:f4}"
                )
            );
        }
    }

    private static Figures Judge(EmbeddedDataset data, FitWay way, int seed)
    {
        var options = new TrainerOptions { Fit = way };
        options = options with { Heads = options.Heads with { Seed = seed } };
        var splits = Splitter.Divide(data, seed);
        var clock = Stopwatch.StartNew();
        var model = new ModelTrainer(options).Fit(
            data,
            splits,
            new BackboneReference { Name = "embeddings", Dimension = data.Embeddings.Columns },
            DateTimeOffset.UnixEpoch
        );
        double seconds = clock.Elapsed.TotalSeconds;
        int[] test = splits.Rows(Split.Test);
        var outputs = model.Compute(data.Embeddings.Select(test));
        var softmax = model.Description.Softmax is { } s
            ? new MulticlassPredictions(data.Dataset.Classes(test), outputs.ClassProbabilities!, s.Classes).Evaluate()
            : null;
        double[] thresholds = [.. model.Description.Labels?.Thresholds.Select(t => t.Threshold) ?? []];
        var truth = data.Dataset.Truth(test);
        var labels =
            model.Description.Labels is { } l && l.Names.Count == truth.Labels
                ? new MultiLabelPredictions(truth, outputs.LabelProbabilities!, thresholds, l.Names).Evaluate()
                : null;
        var domain = model.Description.Domain;
        int accepted = outputs.DomainScores.Count(s => model.DomainCut().Accepts(s)),
            images = domain.OutOfFoldImages + domain.ValidationImages;
        return new Figures(
            softmax?.Accuracy,
            softmax?.LogLoss,
            labels?.MicroF1,
            labels?.LogLoss,
            labels is null ? null : Unlabelled(truth, outputs, thresholds),
            (double)accepted / outputs.Rows,
            BetaBinomial.IsCentral(accepted, outputs.Rows, images, domain.RejectRate, 0.95),
            seconds
        );
    }

    // Of images that have a label.
    private static double Unlabelled(LabelMatrix truth, ModelOutputs outputs, double[] thresholds)
    {
        int[] labelled = [.. Enumerable.Range(0, outputs.Rows).Where(i => truth.Row(i).Contains(LabelState.Present))];
        return labelled.Average(i =>
            Enumerable.Range(0, thresholds.Length).Any(k => outputs.LabelProbabilities![i, k] >= thresholds[k])
                ? 0.0
                : 1
        );
    }

    private sealed record Figures(
        double? Accuracy,
        double? LogLoss,
        double? MicroF1,
        double? LabelLogLoss,
        double? Unlabelled,
        double Coverage,
        bool IsWithin,
        double Seconds
    );
}
