using System.Diagnostics;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;

namespace MlNetLabels.Benchmarks.Monitoring;

/// <summary>What watching costs at its largest sample: a window of 200 beside 1,000 training images.</summary>
/// <param name="Add">Seconds that an answer takes to be added.</param>
/// <param name="Examine">Seconds that a window takes to be examined.</param>
/// <param name="Bytes">Bytes that examining it allocates.</param>
internal sealed record MonitorCost(double Add, double Examine, long Bytes)
{
    private const int Dimension = 576,
        Classes = 5,
        Train = 1000,
        Window = 200;

    /// <summary>Measures it on embeddings drawn at random; the least of several repeats.</summary>
    public static MonitorCost Measure(int repeats)
    {
        var (embeddings, classes) = new Mixture(Train + 2 * Window, Dimension, Classes).Draw();
        int[] train = [.. Enumerable.Range(0, Train + Window)],
            window = [.. Enumerable.Range(Train + Window, Window)];
        var dataset = new ImageDataset
        {
            Source = "mixture",
            Kind = TargetKind.Classes,
            LabelNames = [.. Enumerable.Range(0, Classes).Select(k => $"{k}")],
            Rows = [.. train.Select(i => Row(i, classes[i]))],
        };
        var splits = new SplitResult([.. train.Select(i => i < Train ? Split.Train : Split.Validation)], []);
        var model = new ModelTrainer(
            new TrainerOptions
            {
                Heads = new HeadOptions { L2 = 0.01 },
                Fit = FitWay.Split,
            }
        ).Fit(
            EmbeddedDataset.FromMatrix(dataset, embeddings.Select(train), "mixture"),
            splits,
            new BackboneReference { Name = "mixture", Dimension = Dimension },
            DateTimeOffset.UnixEpoch
        );
        var images = embeddings.Select(window);
        var predictions = model.Predict(images);
        var least = new MonitorCost(double.PositiveInfinity, double.PositiveInfinity, long.MaxValue);
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            var filled = new PredictionWindow(model);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Window; i++)
                filled.Add(predictions[i], images.Row(i));
            double add = Stopwatch.GetElapsedTime(start).TotalSeconds / Window;
            long bytes = GC.GetTotalAllocatedBytes();
            start = Stopwatch.GetTimestamp();
            filled.Examine();
            least = new(
                Math.Min(least.Add, add),
                Math.Min(least.Examine, Stopwatch.GetElapsedTime(start).TotalSeconds),
                Math.Min(least.Bytes, GC.GetTotalAllocatedBytes() - bytes)
            );
        }
        return least;
    }

    private static ImageRow Row(int i, int label) =>
        new()
        {
            File = $"{i}",
            Path = $"{i}",
            Labels = [.. Enumerable.Range(0, Classes).Select(k => k == label ? LabelState.Present : LabelState.Absent)],
        };
}
