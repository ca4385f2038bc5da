using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.MLNet;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>ML.NET's trainers beside ours: one fit each with the lambda that a model's heads chose.</summary>
internal sealed class EngineComparison(EmbeddedDataset data, Model model, HeadOptions options, CancellationToken stop)
{
    private static readonly IHeadTrainer[] Engines = [ModelTrainer.BuiltInHeads, new MLNetHeads()];

    private readonly SplitResult _splits = Splitter.Divide(data, options.Seed);

    public IReadOnlyList<EngineFit> Run()
    {
        int[] test = _splits.Rows(Split.Test),
            train = [.. Enumerable.Range(0, data.Dataset.Rows.Count).Except(test)];
        if (test.Length == 0)
            return [];
        var description = model.Description;
        return
        [
            .. description.Softmax is { } s ? Engines.Select(e => Softmax(e, s.L2, train, test)) : [],
            .. description.Labels is { } l ? Engines.Select(e => Labels(e, l.Names, l.L2, train, test)) : [],
        ];
    }

    private EngineFit Softmax(IHeadTrainer engine, double l2, int[] train, int[] test)
    {
        train = Labelled(train);
        test = Labelled(test);
        var rows = FeatureRows.Fit(data.Embeddings, train, data.Dataset.Weights(train));
        var names = data.Dataset.LabelNames;
        var (fit, seconds) = Time(() =>
            engine.FitSoftmax(options with { L2 = l2 }, rows, data.Dataset.Classes(train), names, null, stop)
        );
        var probabilities = fit.Layer.Logits(Others(rows, test));
        for (int i = 0; i < probabilities.Rows; i++)
            Losses.Softmax(probabilities.Row(i), probabilities.Row(i));
        var metrics = new MulticlassPredictions(data.Dataset.Classes(test), probabilities, names).Evaluate();
        return Fit(engine, "softmax", fit, seconds) with { Accuracy = metrics.Accuracy, LogLoss = metrics.LogLoss };
    }

    private EngineFit Labels(IHeadTrainer engine, IReadOnlyList<string> names, double l2, int[] train, int[] test)
    {
        int[] columns = [.. names.Select(n => data.Dataset.LabelNames.ToList().IndexOf(n))];
        var rows = FeatureRows.Fit(data.Embeddings, train, data.Dataset.Weights(train));
        var truth = data.Dataset.Truth(train).SelectLabels(columns);
        var heads = options with
        {
            L2 = l2,
            PositiveWeights = options.PositiveWeights is { } given ? [.. columns.Select(k => given[k])] : null,
        };
        var (fit, seconds) = Time(() => engine.FitLabels(heads, rows, truth, names, null, stop));
        var probabilities = fit.Layer.Logits(Others(rows, test));
        foreach (ref float value in probabilities.Span)
            value = (float)Losses.Sigmoid(value);
        var metrics = new MultiLabelPredictions(
            data.Dataset.Truth(test).SelectLabels(columns),
            probabilities,
            [.. names.Select(_ => 0.5)],
            names
        ).Evaluate();
        return Fit(engine, "labels", fit, seconds) with { MapMacro = metrics.MapMacro, LogLoss = metrics.LogLoss };
    }

    private static EngineFit Fit(IHeadTrainer engine, string head, HeadFit fit, double seconds) =>
        new()
        {
            Engine = engine.Engine.Split('+')[0],
            Head = head,
            Lambda = fit.L2,
            Objective = fit.Objectives.Average(),
            Seconds = seconds,
        };

    private int[] Labelled(int[] rows) => [.. rows.Where(row => !data.Dataset.IsNegative(row))];

    private static Matrix Others(FeatureRows rows, int[] test) => rows.Standardizer.Apply(rows.Embeddings.Select(test));

    private static (HeadFit Fit, double Seconds) Time(Func<HeadFit> fit)
    {
        long start = Stopwatch.GetTimestamp();
        var result = fit();
        return (result, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
