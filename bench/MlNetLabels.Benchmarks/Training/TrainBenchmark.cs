using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>Stores a mixture's embeddings and their rows on disk, then trains a model from there.</summary>
internal sealed class TrainBenchmark(Mixture mixture, IEmbeddingStore store, int threads, string folder)
{
    private const double MostBytes = 4e9;

    // A usual penalty for embeddings; choosing it takes time in proportion and no more memory.
    private const double L2 = 0.01;

    private string Rows => Path.Combine(folder, "embeddings.csv");

    /// <summary>Whether it stayed within its memory.</summary>
    public bool Run(TextWriter output)
    {
        void Line(string text) => output.WriteLine(text);
        T Step<T>(string name, Func<T> work)
        {
            var clock = Stopwatch.StartNew();
            T result = work();
            Line($"  {name, -34} {clock.Elapsed.TotalSeconds, 7:f1} s   {Peak() / 1e9:f2} GB at most so far");
            return result;
        }

        Line(
            $"{mixture.Rows} x {mixture.Dimension} in {mixture.Classes} classes: "
                + $"{4e-9 * mixture.Rows * mixture.Dimension:f2} GB of embeddings"
        );
        Step("(making the files)", WriteFiles);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var dataset = Step("read the rows", () => DatasetReader.Read(Rows));
        var data = Step("read the embeddings", () => store.Read(dataset));
        var splits = Step("divide", () => Splitter.Divide(data));
        var options = new TrainerOptions
        {
            Heads = new HeadOptions { L2 = L2, Threads = threads },
        };
        var backbone = new BackboneReference { Name = "mixture", Dimension = mixture.Dimension };
        var model = Step(
            "train",
            () => new ModelTrainer(options).Fit(data, splits, backbone, DateTimeOffset.UnixEpoch)
        );
        long size = Step(
            "save the model",
            () =>
            {
                string path = Path.Combine(folder, "m.mlabels");
                model.Save(path);
                return new FileInfo(path).Length;
            }
        );
        Line(
            $"  out-of-fold accuracy {model.Manifest.Softmax!.OutOfFold!.Accuracy:f4}; the model takes {size / 1e6:f1} MB"
        );
        Line(
            $"  most memory of the process: {Peak() / 1e9:f2} GB (target: at most {MostBytes / 1e9:f0} "
                + $"GB{(Peak() <= MostBytes ? "" : ", MISSED")})"
        );
        return Peak() <= MostBytes;
    }

    private bool WriteFiles()
    {
        var (embeddings, classes) = mixture.Draw();
        store.Write(embeddings);
        using var rows = new StreamWriter(Rows, append: false, new UTF8Encoding(false));
        rows.Write("file,label\n");
        for (int i = 0; i < classes.Length; i++)
            rows.Write(
                string.Create(CultureInfo.InvariantCulture, $"{IEmbeddingStore.FileOf(i)},class {classes[i]}\n")
            );
        return true;
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
