using System.CommandLine;
using System.Diagnostics;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.MLNet;

namespace MlNetLabels.Benchmarks.MLNet;

/// <summary>
/// <c>mlnet</c>: ML.NET's L-BFGS and our trainers on the same rows and the same objective, side by side.
/// </summary>
internal static class MLNetCommand
{
    private const double L2 = 0.01;

    public static Command Create()
    {
        var embeddings = new Option<string?>("--embeddings")
        {
            Description = "Embeddings (.npy) instead of a mixture of 4,000 x 576 in 10 classes.",
        };
        var labels = new Option<string?>("--labels") { Description = "Their rows, a class each (.csv)." };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Interleaved repeats; the least time of each counts.",
            DefaultValueFactory = _ => 3,
        };
        var command = new Command("mlnet", "Objectives and times of ML.NET's L-BFGS trainers beside ours, lambda 0.01.")
        {
            embeddings,
            labels,
            repeats,
        };
        command.SetAction(parsed =>
        {
            var (features, classes, names) =
                parsed.GetValue(embeddings) is { } npy && parsed.GetValue(labels) is { } csv ? Read(npy, csv) : Draw();
            Console.Out.WriteLine(
                $"{features.Count} x {features.Dimension} in {names.Length} classes, lambda {L2}, one thread each"
            );
            var (options, theirs) = (new HeadOptions { L2 = L2, Threads = 1 }, new MLNetHeads());
            var truth = LabelMatrix.FromClasses(classes, names.Length);
            Compare(
                "softmax",
                parsed.GetValue(repeats),
                () => new SoftmaxTrainer(options).Fit(features, classes, names.Length),
                () => theirs.FitSoftmax(options, features, classes, names, null, CancellationToken.None)
            );
            Compare(
                "labels",
                parsed.GetValue(repeats),
                () => new LabelTrainer(options).Fit(features, truth, names),
                () => theirs.FitLabels(options, features, truth, names, null, CancellationToken.None)
            );
        });
        return command;
    }

    private static void Compare(string head, int repeats, Func<HeadFit> own, Func<HeadFit> mlnet)
    {
        double ownTime = double.PositiveInfinity,
            mlnetTime = double.PositiveInfinity,
            difference = 0;
        for (int i = 0; i < repeats; i++)
        {
            var (ownFit, ownSeconds) = Time(own);
            var (mlnetFit, mlnetSeconds) = Time(mlnet);
            (ownTime, mlnetTime) = (Math.Min(ownTime, ownSeconds), Math.Min(mlnetTime, mlnetSeconds));
            difference = ownFit.Objectives.Zip(mlnetFit.Objectives, (a, b) => Math.Abs(b - a) / a).Max();
        }
        Console.Out.WriteLine(
            $"  {head, -8} ours {ownTime, 8:f3} s   ML.NET {mlnetTime, 8:f3} s   {mlnetTime / ownTime, 6:f1} x "
                + $"ours   objectives differ by {difference:0.0e+0} at most"
        );
    }

    private static (HeadFit Fit, double Seconds) Time(Func<HeadFit> fit)
    {
        long start = Stopwatch.GetTimestamp();
        var result = fit();
        return (result, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static (FeatureRows, int[], string[]) Draw()
    {
        var (embeddings, classes) = new Mixture(4_000, 576, 10).Draw();
        return (
            FeatureRows.Fit(embeddings, Enumerable.Range(0, embeddings.Rows).ToArray()),
            classes,
            [.. Enumerable.Range(0, 10).Select(k => $"class {k}")]
        );
    }

    private static (FeatureRows, int[], string[]) Read(string npy, string csv)
    {
        var data = EmbeddedDataset.FromMatrix(DatasetReader.Read(csv), NpyFile.Read(npy), npy);
        int[] rows = [.. Enumerable.Range(0, data.Embeddings.Rows)];
        return (FeatureRows.Fit(data.Embeddings, rows), data.Dataset.Classes(rows), [.. data.Dataset.LabelNames]);
    }
}
