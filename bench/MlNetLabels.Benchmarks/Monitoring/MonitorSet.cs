using System.Diagnostics;
using MlNetLabels.Benchmarks.OutOfDomain;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Monitoring;

/// <summary>A set to train on, and the strangers that it slowly turns into.</summary>
/// <param name="Name">The set.</param>
/// <param name="Inside">What models are trained for.</param>
/// <param name="WindowSize">Images held out, which make a window.</param>
/// <param name="Strangers">Their name.</param>
/// <param name="Outside">The strangers; as many as a window at least.</param>
internal sealed record MonitorSet(string Name, EmbeddedDataset Inside, int WindowSize, string Strangers, Matrix Outside)
{
    private static readonly string[] s_prints = ["building", "coat"];

    /// <summary>The sets of a folder that <c>embed</c> filled: prints, flowers and aquarium.</summary>
    public static IEnumerable<MonitorSet> Of(string folder)
    {
        EmbeddedDataset prints = StrangerSets.Read(folder, "prints"),
            flowers = StrangerSets.Read(folder, "flowers"),
            aquarium = StrangerSets.Read(folder, "aquarium");
        yield return new("prints", prints.Take(s_prints), 80, "people", prints.Take(["people"]).Embeddings);
        yield return new("flowers", flowers, 80, "aquarium", aquarium.Embeddings);
        yield return new("aquarium", aquarium, 200, "flowers", flowers.Embeddings);
    }

    /// <summary>The drawings of a folder that <c>embed</c> filled: buildings and flags, four styles of each emoji.</summary>
    public static MonitorSet Drawings(string folder) =>
        new(
            "drawings",
            StrangerSets.Read(folder, "drawings-classes"),
            80,
            "people",
            StrangerSets.Read(folder, "drawings-people").Embeddings
        );

    /// <summary>Trains on all but a window's worth of images, drawn anew for each seed.</summary>
    public (Model Model, int[] HeldOut) Train(int seed)
    {
        int[] rows = Shuffled(seed);
        int[] heldOut = rows[..WindowSize],
            kept = [.. rows[WindowSize..].Order()];
        var data = Inside with
        {
            Dataset = Inside.Dataset with
            {
                Rows = [.. kept.Select(i => Inside.Dataset.Rows[i] with { Split = null })],
            },
            Embeddings = Inside.Embeddings.Select(kept),
            Contents = [.. kept.Select(i => Inside.Contents[i])],
        };
        var splits = new SplitResult([.. kept.Select(_ => Split.Train)], []);
        var options = new TrainerOptions { Heads = new HeadOptions { Seed = seed } };
        return (new ModelTrainer(options).Fit(data, splits, Backbone, DateTimeOffset.UnixEpoch), heldOut);
    }

    // Groups whole, but for one that the window may cut off.
    private int[] Shuffled(int seed)
    {
        int[][] groups =
        [
            .. Enumerable
                .Range(0, Inside.Dataset.Rows.Count)
                .GroupBy(i => Inside.Dataset.Rows[i].Group ?? $"{i}")
                .Select(group => group.ToArray()),
        ];
        new Random(seed).Shuffle(groups);
        return [.. groups.SelectMany(group => group)];
    }

    /// <summary>Held-out images, the first of which have turned into as many strangers.</summary>
    public MonitorFigure Examine(Model model, int[] heldOut, int strangers, int seed)
    {
        int[] others = [.. Enumerable.Range(0, Outside.Rows)];
        new Random(seed).Shuffle(others);
        int[] stayed = heldOut[strangers..];
        var images = Outside.Select(others.AsSpan(0, strangers)).Append(Inside.Embeddings.Select(stayed));
        var predictions = model.Predict(images);
        var window = new PredictionWindow(model);
        foreach (var (i, prediction) in predictions.Index())
            window.Add(prediction, images.Row(i));
        long start = Stopwatch.GetTimestamp();
        var report = window.Examine(new WindowOptions { Seed = seed });
        return new((double)strangers / heldOut.Length, report, Accuracy(predictions, stayed, strangers))
        {
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    // A class given to a stranger is wrong.
    private double? Accuracy(IReadOnlyList<Prediction> predictions, int[] stayed, int strangers)
    {
        if (Inside.Dataset.Kind != TargetKind.Classes)
            return null;
        int[] truth = Inside.Dataset.Classes(stayed);
        var answered = predictions.Index().Where(x => x.Item.Verdict != Verdict.Rejected).ToArray();
        return answered.Length == 0
            ? null
            : answered.Average(x =>
                x.Index >= strangers && x.Item.Class == Inside.Dataset.LabelNames[truth[x.Index - strangers]] ? 1.0 : 0
            );
    }

    private BackboneReference Backbone =>
        new()
        {
            Name = Name,
            Sha256 = new string('0', 64),
            Dimension = Inside.Embeddings.Columns,
        };
}

/// <summary>One window.</summary>
/// <param name="Share">Of strangers in it.</param>
/// <param name="Report">What was said of it.</param>
/// <param name="Accuracy">Share of the classes given that are right; null for label sets.</param>
internal sealed record MonitorFigure(double Share, WindowReport Report, double? Accuracy)
{
    /// <summary>What examining it took.</summary>
    public double Seconds { get; init; }
}
