using System.CommandLine;
using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>
/// The short way to lambda against the whole path of 13 lambdas on all folds, on files that <c>embed</c> wrote: the
/// lambda of both, in steps of the path, and their time as a multiple of one fit from scratch with that lambda.
/// </summary>
internal static class PathsCommand
{
    private static readonly double s_step = Math.Log(1e6) / 12;

    public static Command Create()
    {
        var embeddings = new Option<FileInfo[]>("--embeddings")
        {
            Description = "Embeddings (*.npy), with a CSV of the same name beside them; give it once a set.",
            Required = true,
        };
        var seeds = new Option<int>("--seeds") { Description = "Divisions into folds.", DefaultValueFactory = _ => 5 };
        var command = new Command("paths", "Holds the short way to lambda against the whole path.")
        {
            embeddings,
            seeds,
        };
        command.SetAction(parsed =>
        {
            foreach (var file in parsed.GetValue(embeddings)!)
            {
                var rows = DatasetReader.Read(Path.ChangeExtension(file.FullName, ".csv"));
                var data = EmbeddedDataset.FromMatrix(rows, NpyFile.Read(file.FullName), file.Name);
                for (int seed = 1; seed <= parsed.GetValue(seeds); seed++)
                    Compare(Path.GetFileNameWithoutExtension(file.Name), data, seed);
            }
            return 0;
        });
        return command;
    }

    private static void Compare(string name, EmbeddedDataset data, int seed)
    {
        var dataset = data.Dataset;
        int[] all = [.. Enumerable.Range(0, dataset.Rows.Count)];
        var features = FeatureRows.Fit(data.Embeddings, all);
        var truth = dataset.Truth(all);
        if (dataset.Kind == TargetKind.Classes)
            Line("softmax", o => new SoftmaxTrainer(o).Fit(features, dataset.Classes(all), dataset.LabelNames.Count));
        Line("labels", o => new LabelTrainer(o).Fit(features, truth, dataset.LabelNames));

        void Line(string head, Func<HeadOptions, HeadFit> fit)
        {
            var options = new HeadOptions { Seed = seed };
            var (quick, quickTime) = Time(() => fit(options));
            var (whole, wholeTime) = Time(() => fit(options with { WholePath = true }));
            var (_, oneTime) = Time(() => fit(options with { L2 = quick.L2 }));
            double steps = Math.Log(quick.L2 / whole.L2) / s_step;
            Console.Out.WriteLine(
                FormattableString.Invariant(
                    $"{name, -12} seed {seed} {head, -8} lambda {quick.L2:g3} for {whole.L2:g3}, "
                )
                    + FormattableString.Invariant(
                        $"{steps, 5:f1} steps; {quick.Path.Count} of {whole.Path.Count} tried; "
                    )
                    + FormattableString.Invariant($"{quickTime / oneTime:f1} for {wholeTime / oneTime:f1} fits")
            );
        }
    }

    private static (HeadFit Fit, double Seconds) Time(Func<HeadFit> fit)
    {
        var clock = Stopwatch.StartNew();
        var result = fit();
        return (result, clock.Elapsed.TotalSeconds);
    }
}
