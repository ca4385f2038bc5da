using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Datasets;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>Times opening, hashing and embedding of the same images from a folder and from archives of it.</summary>
internal sealed class ArchivesBenchmark(string folder, int threads, TextWriter output)
{
    private readonly Dictionary<(string Place, string Work), RunTime> _best = [];

    /// <summary>All images of a folder, by turns from each place.</summary>
    public void Read(string images, int repeats)
    {
        (string Name, string Path)[] places =
        [
            ("folder", images),
            ("zip, stored", Zip(images, "stored.zip", CompressionLevel.NoCompression)),
            ("zip, deflated", Zip(images, "deflated.zip", CompressionLevel.Optimal)),
            ("tar", Tar(images)),
        ];
        using var backbone = Backbone.Load("mobilenet-v3-small");
        var embedder = new ImageEmbedder(backbone, new EmbeddingOptions { Threads = threads });
        // Compiles what is measured, and has all of it in the page cache.
        foreach (var (_, path) in places)
        {
            using var data = PackedDataset.Open(path);
            Hash(data.Dataset);
            embedder.Embed([.. data.Dataset.Rows.Take(50).Select(row => row.Path)]);
        }
        int count = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
            foreach (var (name, path) in places)
            {
                PackedDataset data = null!;
                Time(name, "opening", () => data = PackedDataset.Open(path));
                using (data)
                {
                    Time(name, "hashing", () => Hash(data.Dataset));
                    Time(name, "embedding", () => embedder.Embed(data.Dataset));
                    count = data.Dataset.Rows.Count;
                }
            }
        output.WriteLine($"{count} images, {threads} threads, the least of {repeats} rounds");
        foreach (string work in new[] { "opening", "hashing", "embedding" })
        foreach (var (name, path) in places)
        {
            var (best, usual) = (_best[(name, work)], _best[("folder", work)]);
            output.WriteLine(
                $"  {work, -10} {name, -14} {best.Seconds * 1000, 9:f1} ms  {best.Seconds / usual.Seconds, 6:f2} x folder, "
                    + $"by processor time {best.Processor / usual.Processor, 6:f2} x"
            );
        }
    }

    /// <summary>Archives of many small files: how long opening takes, and what stays in memory.</summary>
    public void Open(int entries)
    {
        string zipped = Path.Combine(folder, "many.zip"),
            tarred = Path.Combine(folder, "many.tar");
        using (var zip = ZipFile.Open(zipped, ZipArchiveMode.Create))
        using (var tar = new TarWriter(File.Create(tarred)))
            for (int i = 0; i < entries; i++)
            {
                string name = $"class-{i % 100:D2}/image-{i:D7}.jpg";
                using (var content = zip.CreateEntry(name, CompressionLevel.NoCompression).Open())
                    content.Write([1, 2, 3]);
                tar.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) }
                );
            }
        foreach (string path in new[] { zipped, tarred, zipped, tarred })
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            var clock = Stopwatch.StartNew();
            using var data = PackedDataset.Open(path);
            double seconds = clock.Elapsed.TotalSeconds;
            long held = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine(
                $"  {Path.GetFileName(path)} of {data.Dataset.Rows.Count} images: opened in {seconds:f2} s, rows and index take "
                    + $"{held / 1e6:f1} MB"
            );
        }
        output.WriteLine($"  peak of the process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:f0} MB");
    }

    private void Hash(ImageDataset data) =>
        Parallel.ForEach(
            data.Rows,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            row => SHA256.HashData(ImageLoader.ReadFile(row.Path, ImageOptions.Default))
        );

    private void Time(string place, string work, Action action)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        action();
        var time = new RunTime(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        if (!_best.TryGetValue((place, work), out var best) || time.Seconds < best.Seconds)
            _best[(place, work)] = time;
    }

    private string Zip(string images, string name, CompressionLevel level)
    {
        string path = Path.Combine(folder, name);
        ZipFile.CreateFromDirectory(images, path, level, includeBaseDirectory: false);
        return path;
    }

    private string Tar(string images)
    {
        string path = Path.Combine(folder, "images.tar");
        TarFile.CreateFromDirectory(images, path, includeBaseDirectory: false);
        return path;
    }
}
