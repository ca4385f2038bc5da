using System.Diagnostics;
using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Embedding;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>
/// Times a first and a second run with one cache, and what no second run can do without: reading every file and hashing
/// it.
/// </summary>
internal sealed class CacheBenchmark(Backbone backbone, string[] files, string cache, int threads, int repeats)
{
    public CacheResult Run()
    {
        // Compiles what is measured, on a cache of its own.
        Embed(files[..Math.Min(files.Length, 50)], cache + ".warm", out _);
        EmbeddingResult made = null!,
            found = null!;
        (long, long) counts = default;
        var first = Timed(() => made = Embed(files, cache, out counts));
        bool isRight = counts == (0, files.Length);

        List<RunTime> second = [],
            reading = [];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            second.Add(Timed(() => found = Embed(files, cache, out counts)));
            isRight &= counts == (files.Length, 0) && found.Embeddings.Span.SequenceEqual(made.Embeddings.Span);
            reading.Add(Timed(ReadAndHash));
        }
        return new CacheResult(
            files.Length,
            threads,
            files.Average(f => new FileInfo(f).Length),
            first,
            second.MinBy(r => r.Seconds)!,
            reading.MinBy(r => r.Seconds)!,
            new FileInfo(cache).Length,
            isRight
        );
    }

    // Opening the cache and closing it, which waits for what is still to be written, are part of a run.
    private EmbeddingResult Embed(string[] paths, string path, out (long, long) hitsAndMisses)
    {
        using var opened = EmbeddingCache.Open(
            path,
            new EmbeddingCacheOptions { Warn = message => throw new InvalidOperationException(message) }
        );
        var result = new ImageEmbedder(backbone, new EmbeddingOptions { Threads = threads, Cache = opened }).Embed(
            paths
        );
        hitsAndMisses = (opened.Hits, opened.Misses);
        return result;
    }

    private void ReadAndHash() =>
        Parallel.ForEach(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            file => SHA256.HashData(File.ReadAllBytes(file))
        );

    private static RunTime Timed(Action work)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        work();
        return new RunTime(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
