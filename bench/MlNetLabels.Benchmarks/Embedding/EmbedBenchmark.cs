using System.Diagnostics;
using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>
/// The pipeline beside its parts on one thread alone. Parts take turns in every repeat and the least time of each
/// counts, so that a busy machine disturbs all alike.
/// </summary>
internal sealed class EmbedBenchmark(Backbone backbone, string[] files, int threads, IndependentProcesses processes)
{
    private readonly float[] _tensor = new float[backbone.Card.Preprocessing.TensorLength];
    private readonly float[] _row = new float[backbone.Dimension];
    private readonly ImageEmbedder _embedder = new(backbone, new EmbeddingOptions { Threads = threads });
    private readonly ImageEmbedder _alone = new(backbone, new EmbeddingOptions { Threads = 1 });

    public EmbedResult Run(int repeats)
    {
        ImageEmbedder.LoadNativeLibraries();
        byte[][] contents = [.. files.Select(File.ReadAllBytes)],
            leftToLibvips = [.. contents.Select(LeftToLibvips)];
        using var runtime = new OnnxSession(backbone.ReadOnnx(), backbone.Card.Input, backbone.Card.Output);
        var side = backbone.Card.Preprocessing;
        double[] reading = Infinities(),
            thumbnail = Infinities(),
            decode = Infinities(),
            network = Infinities(),
            libvips = Infinities(),
            byRuntime = Infinities(),
            single = Infinities();
        double alone = double.PositiveInfinity,
            apart = double.PositiveInfinity;
        PipelineRun? best = null;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            for (int i = 0; i < files.Length; i++)
            {
                Least(ref reading[i], () => ReadAndHash(files[i]));
                Least(ref thumbnail[i], () => LibvipsThumbnail.Make(contents[i], backbone.Card.Preprocessing));
                Least(
                    ref decode[i],
                    () => ImageLoader.Load(contents[i], backbone.Card.Preprocessing, ImageOptions.Default, _tensor)
                );
                Least(ref network[i], () => backbone.Embed(_tensor, 1, _row));
                Least(ref libvips[i], () => ImageLoader.Load(leftToLibvips[i], side, ImageOptions.Default, _tensor));
                Least(
                    ref byRuntime[i],
                    () => runtime.Run(_tensor, [1, 3, side.Height, side.Width], _row, [1, backbone.Dimension])
                );
                Least(ref single[i], () => _embedder.Embed(files[i]));
            }
            Least(ref alone, () => _alone.Embed(files));
            apart = Math.Min(apart, processes.Run());
            var run = Pipeline();
            if (best is null || run.Seconds < best.Seconds)
                best = run;
        }
        return new EmbedResult
        {
            Images = files.Length,
            Threads = threads,
            Reading = reading.Average(),
            Thumbnail = thumbnail.Average(),
            Decode = decode.Average(),
            Network = network.Average(),
            DecodeByLibvips = libvips.Average(),
            NetworkByRuntime = byRuntime.Average(),
            Roof = Enumerable.Range(0, repeats).Max(_ => WidePeakRate.Gigaflops()),
            Alone = alone / files.Length,
            ProcessesRate = threads * files.Length / apart,
            SingleOverParts = Median(single.Select((s, i) => s / (decode[i] + network[i]))),
            Pipeline = best!,
        };
    }

    private PipelineRun Pipeline()
    {
        var (pause, collections, allocated) = (
            GC.GetTotalPauseDuration(),
            GC.CollectionCount(2),
            GC.GetTotalAllocatedBytes()
        );
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var result = _embedder.Embed(files);
        double seconds = clock.Elapsed.TotalSeconds;
        return new PipelineRun(
            seconds,
            (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
            (GC.GetTotalPauseDuration() - pause).TotalSeconds,
            GC.CollectionCount(2) - collections,
            (GC.GetTotalAllocatedBytes() - allocated - 4.0 * files.Length * backbone.Dimension) / files.Length,
            result.Skipped.Count
        );
    }

    private static void ReadAndHash(string file)
    {
        using var content = ImageBytes.Read(file, ImageOptions.Default);
        SHA256.HashData(content.Span);
    }

    // Two EXIF segments are none of an ordinary JPEG; empty ones change nothing else.
    private static byte[] LeftToLibvips(byte[] file)
    {
        byte[] segment = [0xFF, 0xE1, 0, 8, .. "Exif\0\0"u8];
        return file is [0xFF, 0xD8, ..] ? [.. file[..2], .. segment, .. segment, .. file[2..]] : file;
    }

    private double[] Infinities() => [.. Enumerable.Repeat(double.PositiveInfinity, files.Length)];

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Least(ref double least, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
