using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary>Tasks of one run on machines that do not agree: another program, another clock, no room.</summary>
public sealed class OddTasksTests : IDisposable
{
    private const int Shards = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Embed_AnotherVersionOfTheProgram_IsRefusedWithBoth()
    {
        string list = Pictures.Write(_folder, 8);
        string parts = _folder.File("parts");
        Embed(list, parts, 0).Done();
        var folder = new ShardFolder(parts);
        // As an older program would have begun it.
        var older = folder.Run() with
        {
            Program = "0.5.9",
        };
        using (var file = File.Create(folder.RunFile))
            ShardJson.Write(file, older with { Id = older.ComputeId() });

        Embed(list, parts, 1).Refused(2, $"the program 0.5.9, this task {ShardRun.OwnVersion}");
    }

    [Fact]
    public void Embed_AnotherNumberOfShardsHalfWay_IsRefusedAndChangesNothing()
    {
        string list = Pictures.Write(_folder, 8);
        string parts = _folder.File("parts");
        Embed(list, parts, 0).Done();
        string[] before = Directory.GetFileSystemEntries(parts);

        Tool.Run("embed", "--images", list, "--output", parts, "--shard", "1/3").Refused(2, "shards 2, this task 3");

        Assert.Equal(before, Directory.GetFileSystemEntries(parts));
        Embed(list, parts, 1).Done();
        Tool.Run("shards", "check", parts).Done();
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public void Embed_ClocksThatDiffer_ChangeNothing(int days)
    {
        string list = Pictures.Write(_folder, 12);
        byte[] undisturbed = Undisturbed(list);
        string parts = _folder.File("parts");
        Embed(list, parts, 0).Done();

        // As a machine whose clock is off would have written all of it, the list too.
        foreach (string file in Directory.GetFiles(parts).Append(list))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(days));
        Embed(list, parts, 1).Done();
        Embed(list, parts, 0).Done();

        Assert.Equal(undisturbed, Merge(parts));
    }

    [Fact]
    public void Embed_DiskFullInTheMiddleOfAPart_GoesOnOnceThereIsRoom()
    {
        string list = Pictures.Write(_folder, 60);
        byte[] undisturbed = Undisturbed(list);
        // A group takes some 7 KB and a part some 80: there is room for a few groups alone.
        using var disk = SmallDisk.Mount(kilobytes: 400);
        string parts = Path.Combine(disk.Path, "parts");
        Tool.Run("shards", "plan", parts, "--images", list, "--shards", $"{Shards}", "--group-rows", "2").Done();
        string ballast = disk.Fill();
        using (var file = File.Open(ballast, FileMode.Open))
            file.SetLength(file.Length - (40 << 10));

        for (int shard = 0; shard < Shards; shard++)
            Embed(list, parts, shard).Refused(5, "No space left on device");
        var check = Tool.Run("shards", "check", parts, "--json");
        Assert.Equal(4, check.ExitCode);
        Assert.Contains("\"begun\": \"0", check.Out, StringComparison.Ordinal);
        File.Delete(ballast);
        for (int shard = 0; shard < Shards; shard++)
            Embed(list, parts, shard).Done();

        Assert.Equal(undisturbed, Merge(parts));
    }

    private static ToolResult Embed(string list, string parts, int shard) =>
        Tool.Run("embed", "--images", list, "--output", parts, "--shard", $"{shard}/{Shards}", "--group-rows", "2");

    private byte[] Undisturbed(string list)
    {
        string parts = _folder.File("undisturbed");
        for (int shard = 0; shard < Shards; shard++)
            Embed(list, parts, shard).Done();
        return Merge(parts);
    }

    private byte[] Merge(string parts)
    {
        string merged = _folder.File("merged.parquet");
        Tool.Run("shards", "merge", parts, "--output", merged).Done();
        return File.ReadAllBytes(merged);
    }
}
