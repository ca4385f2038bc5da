using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// What more rows than a sample's would bring: the same test rows answered by models of an eighth, a quarter, half and
/// all of the rows that there are to train on, each part within the next.
/// </summary>
internal static class LearningCurve
{
    // Beyond, intervals are no wider than a point and a half, and resampling takes longer than training.
    private const int MostTest = 20_000;

    private static readonly int[] s_parts = [8, 4, 2];

    /// <summary>The model with its curve; as it is where it is of no sample, or no row is left to test on.</summary>
    /// <param name="model">Trained on all of the sample.</param>
    /// <param name="data">The sample.</param>
    /// <param name="splits">How it was divided.</param>
    /// <param name="fit">Trains on fewer rows.</param>
    /// <param name="context">Of the run.</param>
    public static Model Add(
        Model model,
        EmbeddedDataset data,
        SplitResult splits,
        Func<EmbeddedDataset, SplitResult, Model> fit,
        RunContext context
    )
    {
        int[] test = splits.Rows(Split.Test);
        if (data.Sampled is not { } sample || test.Length == 0)
            return model;
        int[] others = [.. Enumerable.Range(0, data.Dataset.Rows.Count).Where(i => splits.Splits[i] != Split.Test)];
        int[] order = [.. others];
        var random = new Random(sample.Seed);
        random.Shuffle(order);
        if (test.Length > MostTest)
        {
            random.Shuffle(test);
            test = [.. test[..MostTest].Order()];
        }
        var points = new List<LearningPoint>();
        foreach (int part in s_parts)
        {
            int[] rows = [.. order[..(order.Length / part)].Order()];
            points.Add(
                context.Step(
                    $"Learning curve, {Counted.Of(rows.Length, "row")}",
                    () => Point(data, splits, rows, test, fit, context)
                )
            );
        }
        points.Add(Judge(model, data, test, others.Length, context));
        return model.WithLearningCurve(FigureOf(model), points);
    }

    /// <summary>The curve in a sentence.</summary>
    public static string Text(TrainingSample sample)
    {
        var known = sample.Curve.Where(x => x.Value is not null).ToList();
        string all = string.Join(
            ", ",
            known.Select(x =>
                string.Create(CultureInfo.InvariantCulture, $"{x.Rows:N0}: {Figures.Percent(x.Value!.Value)}")
                + (x is { Low: { } low, High: { } high } ? $" ({Figures.Percent(low)} to {Figures.Percent(high)})" : "")
            )
        );
        string last = known is [.., var before, var now] ? LastDoubling(before, now, sample.Of) : "";
        return $"{sample.Figure} on the same test rows, by rows trained on: {all}.{last}";
    }

    // One doubling bounds nothing of what the next ones bring.
    private static string LastDoubling(LearningPoint before, LearningPoint now, long all) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $" The last doubling brought {100 * (now.Value!.Value - before.Value!.Value):+0.0;-0.0;0} points"
                + $"{(now.Low <= before.High && before.Low <= now.High ? ", and the intervals overlap" : "")}. There are {all:N0} "
                + $"rows: a larger --memory takes more of them."
        );

    private static LearningPoint Point(
        EmbeddedDataset data,
        SplitResult splits,
        int[] rows,
        int[] test,
        Func<EmbeddedDataset, SplitResult, Model> fit,
        RunContext context
    )
    {
        try
        {
            var part = data.Select(rows);
            var model = fit(part, new SplitResult([.. rows.Select(i => splits.Splits[i])], []));
            return Judge(model, data, test, rows.Length, context);
        }
        // Too few of a class.
        catch (InvalidInputException error)
        {
            return new LearningPoint(rows.Length, null, null, null) { Reason = error.Message };
        }
    }

    private static string FigureOf(Model model) => model.Description.Softmax is null ? "micro F1" : "accuracy";

    private static LearningPoint Judge(Model model, EmbeddedDataset data, int[] test, int rows, RunContext context)
    {
        var set = TestSet.FromRows(model, data, test, []);
        var outputs = model.Compute(set.Data.Embeddings, context.CancellationToken);
        var intervals = set.Classes is { } classes
            ? new MulticlassPredictions(
                classes,
                outputs.ClassProbabilities!,
                model.Description.Softmax!.Classes
            ).Intervals(new BootstrapOptions(), set.Groups, context.CancellationToken)
            : new MultiLabelPredictions(
                set.Labels!,
                outputs.LabelProbabilities!,
                [.. model.Description.Labels!.Thresholds.Select(t => t.Threshold)],
                model.Description.Labels.Names
            ).Intervals(new BootstrapOptions(), set.Groups, context.CancellationToken);
        var figure = intervals[set.Classes is null ? "microF1" : "accuracy"];
        return new LearningPoint(rows, figure.Estimate, figure.Low, figure.High) { Reason = figure.Reason };
    }
}
