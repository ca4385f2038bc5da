using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Benchmarks.Embedding;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Caching;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Runs;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>
/// <c>retrain</c>: a project of many images whose embeddings are in the cache, trained first and then again with a champion
/// to compare with. The files are drawings, so that the report's pictures cost what they cost; the embeddings are a mixture.
/// </summary>
internal static class RetrainCommand
{
    private const int Drawings = 50,
        // What the cache's writer takes without dropping any.
        AtOnce = 4096;

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Images.", DefaultValueFactory = _ => 20_000 };
        var classes = new Option<int>("--classes") { Description = "Classes.", DefaultValueFactory = _ => 10 };
        var l2 = new Option<double?>("--l2") { Description = "Weight penalty; chosen when left out." };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to use.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var command = new Command("retrain", "A project's run with a warm cache, all included, stage by stage.")
        {
            count,
            classes,
            l2,
            threads,
        };
        command.SetAction(parsed =>
        {
            string folder = Directory.CreateTempSubdirectory("mlnetlabels-retrain-").FullName;
            try
            {
                var mixture = new Mixture(parsed.GetValue(count), 576, parsed.GetValue(classes));
                Write(folder, mixture, parsed.GetValue(threads));
                var project = ImageProject.Create(
                    folder,
                    new ProjectSettings { Data = "photos", L2 = parsed.GetValue(l2) }
                );
                Time(project, folder, "first run", parsed.GetValue(threads));
                Time(project, folder, "with a champion", parsed.GetValue(threads));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Time(ImageProject project, string folder, string what, int threads)
    {
        var stages = new Stages();
        var clock = Stopwatch.StartNew();
        var processors = Environment.CpuUsage.TotalTime;
        var run = project
            .Retrain(
                new()
                {
                    Embedding = new() { CacheFile = Path.Combine(folder, "cache.db"), Threads = threads },
                },
                progress: stages
            )
            .Run!;
        double seconds = clock.Elapsed.TotalSeconds;
        processors = Environment.CpuUsage.TotalTime - processors;
        stages.End();
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds:0.0} s, {processors.TotalSeconds:0.0} s of processors, for {run.Images} images, "
                    + $"accuracy {run.MainValue:0.000}, {(run.Promoted ? "promoted" : "not promoted")}"
            )
        );
        foreach (var (stage, took) in stages.Taken)
            Console.Out.WriteLine(FormattableString.Invariant($"  {took, 6:0.0} s  {stage}"));
        Console.Out.WriteLine(
            FormattableString.Invariant($"  {seconds - stages.Taken.Sum(x => x.Seconds), 6:0.0} s  the rest")
        );
    }

    private static void Write(string folder, Mixture mixture, int threads)
    {
        string drawn = Path.Combine(folder, "drawn");
        Directory.CreateDirectory(drawn);
        byte[][] pictures = [.. ManyImages.Write(drawn, Drawings, null, threads).Select(File.ReadAllBytes)];
        var (embeddings, classes) = mixture.Draw();
        for (int k = 0; k < mixture.Classes; k++)
            Directory.CreateDirectory(Path.Combine(folder, "photos", $"class {k}"));
        using var backbone = Backbone.Load("mobilenet-v3-small");
        var space = new EmbeddingSpace(backbone, new ImageOptions());
        for (int start = 0; start < embeddings.Rows; start += AtOnce)
        {
            using var cache = EmbeddingCache.Open(Path.Combine(folder, "cache.db"));
            for (int i = start; i < Math.Min(start + AtOnce, embeddings.Rows); i++)
            {
                // What follows a PNG's end makes another file of it.
                byte[] file = [.. pictures[i % Drawings], .. BitConverter.GetBytes(i)];
                File.WriteAllBytes(Path.Combine(folder, "photos", $"class {classes[i]}", $"{i}.png"), file);
                cache.Add(space, space.Key(SHA256.HashData(file)), embeddings.Row(i));
            }
        }
    }

    // From the first word of a stage to the first of the next.
    private sealed class Stages : IProgress<WorkProgress>
    {
        private readonly Lock _lock = new();
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private string? _stage;
        private double _began;

        public List<(string Stage, double Seconds)> Taken { get; } = [];

        public void Report(WorkProgress value)
        {
            lock (_lock)
            {
                if (value.Phase != _stage && value.Done < value.Total)
                {
                    End();
                    (_stage, _began) = (value.Phase, _clock.Elapsed.TotalSeconds);
                }
                else if (value.Phase == _stage && value.Done == value.Total)
                    End();
            }
        }

        public void End()
        {
            if (_stage is not null)
                Taken.Add((_stage, _clock.Elapsed.TotalSeconds - _began));
            _stage = null;
        }
    }
}
