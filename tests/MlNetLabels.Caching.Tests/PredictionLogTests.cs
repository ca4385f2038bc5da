using System.Diagnostics;
using System.Runtime.Versioning;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

/// <summary>Predictions that are kept come back as they were, within bounds, and nobody waits for the disk.</summary>
public sealed class PredictionLogTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("predictions.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WhatWasAdded_IsTheSame()
    {
        var time = new ManualTime(s_start);
        using (var log = new PredictionLog(File, new() { Time = time, KeepImages = true }))
        {
            log.Add(Entry(1) with { Id = "größe/1.jpg", Image = new byte[] { 1, 2, 3 } });
            log.Add(Entry(2));
        }

        var read = PredictionLog.Read(File).ToArray();

        Assert.Equal([1, 2], read.Select(x => x.Number));
        Assert.Equal(s_start, read[0].Time);
        Assert.Equal(("m", "0123456789ab", "größe/1.jpg"), (read[0].Model, read[0].Version, read[0].Id));
        Assert.Equal(Entry(1).Embedding.ToArray(), read[0].Embedding.ToArray());
        Assert.Equal([1, 2, 3], read[0].Image!.Value.ToArray());
        Assert.Equal((null, null), (read[1].Id, read[1].Image));
        var (kept, given) = (read[1].Prediction, Entry(2).Prediction);
        Assert.Equal((given.Verdict, given.Class, given.Domain), (kept.Verdict, kept.Class, kept.Domain));
        Assert.Equal(given.Classes, kept.Classes);
        Assert.Equal(given.Labels, kept.Labels);
    }

    [Fact]
    public void Add_ImagesNotAskedFor_AreNotKept()
    {
        using (var log = new PredictionLog(File))
            log.Add(Entry(1) with { Image = new byte[] { 1, 2, 3 } });

        Assert.Null(Assert.Single(PredictionLog.Read(File)).Image);
    }

    [Fact]
    public void Add_MoreThanRows_LosesTheOldest()
    {
        using (var log = new PredictionLog(File, new() { MaxRows = 50 }))
            for (int i = 0; i < 700; i++)
                log.Add(Entry(i));

        var read = PredictionLog.Read(File).ToArray();

        Assert.Equal(Enumerable.Range(651, 50).Select(i => (long)i), read.Select(x => x.Number));
        Assert.Equal(Entry(699).Embedding.ToArray(), read[^1].Embedding.ToArray());
        Assert.Equal(
            [691, 692, 693, 694, 695, 696, 697, 698, 699, 700],
            PredictionLog.Read(File, 690).Select(x => x.Number)
        );
    }

    [Fact]
    public void Add_MoreThanBytes_LosesTheOldestAndTheFileStaysSmall()
    {
        const long Bound = 400_000;
        using (var log = new PredictionLog(File, new() { MaxBytes = Bound }))
            for (int i = 0; i < 1500; i++)
                log.Add(Entry(i));

        long last = PredictionLog.Read(File).Last().Number,
            first = PredictionLog.Read(File).First().Number;

        Assert.Equal(1500, last);
        Assert.True(first > 200, $"first {first}");
        // A batch of 256 rows is written before room is made.
        Assert.InRange(new FileInfo(File).Length, 1, Bound + 256 * 4096);
    }

    [Fact]
    public async Task Add_TwoLogsOfOneFile_BothAreKept()
    {
        using (var a = new PredictionLog(File))
        using (var b = new PredictionLog(File))
            await Task.WhenAll(new[] { a, b }.Select(log => Task.Run(() => AddMany(log, 300))));

        var numbers = PredictionLog.Read(File).Select(x => x.Number).ToArray();

        Assert.Equal(600, numbers.Length);
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Fact]
    public void Add_FileLocked_WarnsOnceAndGoesOnOnceItIsFree()
    {
        var warnings = new List<string>();
        var time = new ManualTime(s_start);
        using (new PredictionLog(File)) { }
        using (var seed = new PredictionLog(File))
            seed.Add(Entry(0));
        using var other = CacheFile.Open(File, DatabaseKind.Predictions);
        CacheFile.Execute(other, "BEGIN EXCLUSIVE");
        using var log = new PredictionLog(File, new() { Warn = warnings.Add, Time = time });

        log.Add(Entry(1));
        Until(() => log.Dropped == 1);
        log.Add(Entry(2));
        Until(() => log.Dropped == 2);
        CacheFile.Execute(other, "ROLLBACK");
        time.Advance(TimeSpan.FromSeconds(6));
        log.Add(Entry(3));
        Until(() => log.Kept == 1);

        Assert.Contains("locked", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(2, PredictionLog.Read(File).Count());
    }

    [Fact]
    public void Add_FolderThatCannotBeMade_WarnsAndDrops()
    {
        var warnings = new List<string>();
        string file = _folder.Write("a file", "x");
        using (var log = new PredictionLog(Path.Combine(file, "x", "p.db"), new() { Warn = warnings.Add }))
            log.Add(Entry(1));

        Assert.Single(warnings);
    }

    [Fact]
    public void Add_SomeoneElsesFile_IsLeftAlone()
    {
        var warnings = new List<string>();
        string file = _folder.Write("notes.db", "these are notes");
        using (var log = new PredictionLog(file, new() { Warn = warnings.Add }))
            log.Add(Entry(1));

        Assert.Contains("not a log of predictions", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal("these are notes", System.IO.File.ReadAllText(file));
    }

    [Fact]
    public void Add_DiskFull_WarnsAndDropsAndTheLogStaysReadable()
    {
        using var disk = SmallDisk.Mount(kilobytes: 512);
        var warnings = new List<string>();
        string file = Path.Combine(disk.Path, "p.db");
        using (var log = new PredictionLog(file, new() { Warn = warnings.Add }))
        {
            log.Add(Entry(0));
            Until(() => log.Kept == 1);
            AddMany(log, 3000);
            Until(() => log.Dropped > 0);
        }

        Assert.Contains("full", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(1, PredictionLog.Read(file).First().Number);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Add_NewFile_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have modes on Unix alone.");
        using var log = new PredictionLog(_folder.File("new/p.db"));
        log.Add(Entry(1));
        Until(() => log.Kept == 1);

        foreach (string file in Directory.GetFiles(_folder.File("new")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
    }

    [Fact]
    public void Add_AfterDispose_IsDropped()
    {
        var log = new PredictionLog(File);
        log.Dispose();
        log.Add(Entry(1));
        log.Dispose();

        Assert.Equal((0, 1), (log.Kept, log.Dropped));
    }

    [Fact]
    public void Add_MoreThanCanWait_NeverBlocksAndCountsWhatIsLost()
    {
        using (new PredictionLog(File)) { }
        using (var seed = new PredictionLog(File))
            seed.Add(Entry(0));
        using var other = CacheFile.Open(File, DatabaseKind.Predictions);
        CacheFile.Execute(other, "BEGIN EXCLUSIVE");
        var log = new PredictionLog(File);

        AddMany(log, 6000);
        Assert.True(log.Dropped > 0);
        CacheFile.Execute(other, "ROLLBACK");
        log.Dispose();

        Assert.Equal(6000, log.Kept + log.Dropped);
    }

    [Fact]
    public void Add_ImagesWhileTheDiskIsSlow_TakeBoundedMemory()
    {
        using (var seed = new PredictionLog(File))
            seed.Add(Entry(0));
        using var other = CacheFile.Open(File, DatabaseKind.Predictions);
        CacheFile.Execute(other, "BEGIN EXCLUSIVE");
        using var log = new PredictionLog(File, new() { KeepImages = true });
        byte[] image = new byte[1 << 20];

        for (int i = 0; i < 200; i++)
            log.Add(Entry(i) with { Image = image });

        // 64 MiB wait.
        Assert.InRange(log.Dropped, 200 - 64, 200);
        CacheFile.Execute(other, "ROLLBACK");
    }

    [Fact]
    public void Read_NoLog_SaysWhatMakesOne()
    {
        var error = Assert.Throws<InvalidInputException>(() => PredictionLog.Read(File).ToArray());

        Assert.Contains("there is no log", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhileOthersWrite_TakesRowsAsTheyWere()
    {
        using var log = new PredictionLog(File);
        AddMany(log, 300);
        Until(() => log.Kept == 300);
        int read = 0;

        foreach (var _ in PredictionLog.Read(File))
            if (read++ == 200)
                AddMany(log, 10);

        Assert.InRange(read, 300, 310);
    }

    [Fact]
    public void Read_RowThatIsDamaged_IsTold()
    {
        using (var log = new PredictionLog(File))
            log.Add(Entry(1));
        using (var connection = CacheFile.Open(File, DatabaseKind.Predictions))
            CacheFile.Execute(connection, "UPDATE prediction SET answer = '{'");

        var error = Assert.Throws<InvalidInputException>(() => PredictionLog.Read(File).ToArray());

        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Defaults_AreTheDocumentedOnes()
    {
        var options = new PredictionLogOptions();

        Assert.Equal((100_000, 1L << 30, false), (options.MaxRows, options.MaxBytes, options.KeepImages));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PredictionLog(File, new() { MaxRows = 0 }));
    }

    private static void AddMany(PredictionLog log, int count)
    {
        for (int i = 0; i < count; i++)
            log.Add(Entry(i));
    }

    private static LoggedPrediction Entry(int i) =>
        new()
        {
            Model = "m",
            Version = "0123456789ab",
            Prediction = new Prediction
            {
                Verdict = Verdict.Class,
                Class = "red",
                Classes = [new("red", 0.75), new("blue", 0.25)],
                Labels = [new("red", 0.5, 0.4, true)],
                Domain = new DomainCheck(i, 0.5, 2.5, false),
            },
            Embedding = new float[] { i, -i, 0.1f },
        };

    private static void Until(Func<bool> holds)
    {
        // Only what never comes takes this long.
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "It never came.");
            Thread.Sleep(5);
        }
    }
}
