using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Tests;

/// <summary>Whatever is wrong with a folder of parts is told, and by the exit code.</summary>
public sealed class ShardCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShardFolderRun _run;

    public ShardCheckTests(Shapes shapes) =>
        _run = new ShardFolderRun(_folder.File("parts"), shapes.Lines, 4) { GroupRows = 1 }.All();

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Check_WholeRun_IsComplete()
    {
        var result = Tool.Run("shards", "check", _run.Folder.Path).Done();

        Assert.Equal("4 of 4 shards whole: 8 of 8 rows, 8 embedded, 0 failed", result.Out.Trim());
    }

    [Fact]
    public void Check_MissingShards_NamesThemAsAnArrayAndMergesNothing()
    {
        foreach (int shard in new[] { 0, 2, 3 })
        {
            File.Delete(_run.Part(shard));
            File.Delete(_run.Completion(shard));
        }

        var check = Tool.Run("shards", "check", _run.Folder.Path);
        var merge = Tool.Run("shards", "merge", _run.Folder.Path, "--output", _folder.File("x.npy"));

        Assert.Equal(4, check.ExitCode);
        Assert.Contains("1 of 4 shards whole: 2 of 8 rows", check.Out, StringComparison.Ordinal);
        Assert.Contains("missing: 0,2-3", check.Out, StringComparison.Ordinal);
        merge.Refused(4, "missing: 0,2-3");
        Assert.False(File.Exists(_folder.File("x.npy")));
    }

    [Fact]
    public void Check_PartOfAnotherShard_IsDouble()
    {
        File.Copy(_run.Part(1), _run.Part(2), overwrite: true);

        Fault(ShardCheck.Double, "part-00002-of-00004.parquet", "shard 1/4", missing: "2");
    }

    [Fact]
    public void Check_PartOfAnotherRun_IsForeign()
    {
        using var other = Other();
        File.Copy(other.Part(3), _run.Part(3), overwrite: true);

        Fault(ShardCheck.Foreign, "part-00003-of-00004.parquet", "another run", missing: "3");
    }

    [Fact]
    public void Check_CompletionOfAnotherRun_IsForeign()
    {
        using var other = Other();
        File.Copy(other.Completion(3), _run.Completion(3), overwrite: true);

        Fault(ShardCheck.Foreign, "part-00003-of-00004.json", "another run", missing: "3");
    }

    [Fact]
    public void Check_PartOfAnotherDivision_IsForeign()
    {
        File.Copy(_run.Part(0), Path.Combine(_run.Folder.Path, "part-00000-of-00005.parquet"));

        Fault(ShardCheck.Foreign, "part-00000-of-00005.parquet", "4 shards", missing: null);
    }

    [Fact]
    public void Check_OtherBytes_AreFoundByTheirHash()
    {
        Flip(_run.Part(1));

        Assert.True(ShardCheck.Of(_run.Folder, hashes: false, null, default).IsComplete);
        Fault(ShardCheck.Damaged, "part-00001-of-00004.parquet", "not the file that was written", "1");
        Tool.Run("shards", "merge", _run.Folder.Path, "--output", _folder.File("x.parquet"))
            .Refused(4, "damaged: part-", "Run their shards again");
    }

    [Fact]
    public void Check_CutPart_IsDamaged()
    {
        File.WriteAllBytes(_run.Part(1), File.ReadAllBytes(_run.Part(1))[..500]);

        Fault(ShardCheck.Damaged, "part-00001-of-00004.parquet", "damaged", missing: "1");
    }

    [Fact]
    public void Check_PartThatIsGone_IsDamaged()
    {
        File.Delete(_run.Part(1));

        Fault(ShardCheck.Damaged, "part-00001-of-00004.json", "not there", missing: "1");
    }

    [Theory]
    [InlineData("part", null)]
    [InlineData("part", 100)]
    [InlineData("completion", 0)]
    [InlineData("completion", 20)]
    [InlineData("part alone", 100)]
    [InlineData("bit", null)]
    public void Run_WholeShardThatWasDamaged_IsDoneAgain(string what, int? left)
    {
        byte[] part = File.ReadAllBytes(_run.Part(1));
        var before = _run.Folder.ReadCompletion(new(1, 4))!;
        string damaged = what == "completion" ? _run.Completion(1) : _run.Part(1);
        if (what == "bit")
            Flip(damaged);
        else if (left is { } length)
            File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..length]);
        else
            File.Delete(damaged);
        if (what == "part alone")
            File.Delete(_run.Completion(1));
        Assert.Equal("1", _run.Check().Missing);
        Assert.Equal(what == "bit" ? 4 : 3, ShardStats.Of(_run.Folder).Done);

        var outcome = _run.Run(1);

        Assert.False(outcome.WasComplete);
        Assert.Equal(part, File.ReadAllBytes(_run.Part(1)));
        Assert.Equal(before.Sha256, _run.Folder.ReadCompletion(new(1, 4))!.Sha256);
        Assert.True(_run.Check().IsComplete);
        Assert.Contains("shard is done again", Assert.Single(_run.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CompletionOfAnotherRun_IsRefused()
    {
        using var other = Other();
        File.Copy(other.Completion(3), _run.Completion(3), overwrite: true);

        Assert.Contains(
            "is of another run",
            Assert.Throws<SetUpException>(() => _run.Run(3)).Message,
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(_run.Part(3)));
    }

    [Fact]
    public void Run_ChangedList_IsRefused()
    {
        string list = Path.Combine(_run.Folder.Path, _run.Folder.Run().List);
        File.WriteAllText(list, File.ReadAllText(list).Replace("5.png", "6.png", StringComparison.Ordinal));
        File.Delete(_run.Completion(2));
        File.Delete(_run.Part(2));

        Assert.Contains(
            "not the list that run.json is of",
            Assert.Throws<InvalidInputException>(() => _run.Run(2)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"shards\": 4", "\"shards\": 5", "changed since the run began")]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("{", "", "damaged")]
    public void Run_ChangedRunFile_IsRefused(string from, string to, string said)
    {
        string text = File.ReadAllText(_run.Folder.RunFile);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(_run.Folder.RunFile, text[..at] + to + text[(at + from.Length)..]);

        Tool.Run("shards", "check", _run.Folder.Path).Refused(3, "run.json", said);
    }

    [Fact]
    public void Check_ListThatIsGone_IsLost()
    {
        File.Delete(_run.Folder.List(_run.Folder.Run()));

        Fault(ShardCheck.Lost, _run.Folder.Run().List, "Put it back", missing: null);
        Merge("x.npy").Refused(4, "lost: list-");
        Merge("x.parquet").Done();
    }

    [Fact]
    public void Check_ListThatWasEditedAtItsLength_IsLost()
    {
        string list = _run.Folder.List(_run.Folder.Run());
        File.WriteAllText(list, File.ReadAllText(list).Replace("5.png", "6.png", StringComparison.Ordinal));

        Fault(ShardCheck.Lost, _run.Folder.Run().List, "not the list that run.json is of", missing: null);
        Merge("x.npy").Refused(4, "lost: list-");
    }

    [Fact]
    public void Train_PartOfAnotherHash_IsRefused()
    {
        Flip(_run.Part(1));

        Tool.Run("train", "--embeddings", _run.Folder.Path, "--model", _folder.File("m.mlabels"))
            .Refused(3, "part-00001-of-00004.parquet", "not the file that was written", "again");
    }

    [Fact]
    public void Train_DamagedCompletion_IsRefused()
    {
        File.WriteAllText(_run.Completion(2), "{");

        Tool.Run("train", "--embeddings", _run.Part(2), "--model", _folder.File("m.mlabels"))
            .Refused(3, "part-00002-of-00004.json", "damaged", "again");
    }

    [Fact]
    public async Task Merge_OverSomebodysParquet_IsRefused()
    {
        var schema = new ParquetSchema(new DataField<string>("file"));
        await using (var file = File.Create(_folder.File("list.parquet")))
        await using (
            await ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken)
        ) { }
        byte[] before = File.ReadAllBytes(_folder.File("list.parquet"));
        _folder.Write("words.parquet", "words");

        Merge("list.parquet").Refused(3, "list.parquet", "did not write it, so it is not overwritten");
        Merge("words.parquet").Refused(3, "words.parquet", "so it is not overwritten");

        Assert.Equal(before, File.ReadAllBytes(_folder.File("list.parquet")));
        Merge("x.parquet").Done();
        Merge("x.parquet").Done();
    }

    [Theory]
    [InlineData("parts/part-00001-of-00004.parquet")]
    [InlineData("parts/part-00001-of-00004.npy")]
    [InlineData("parts/run.npy")]
    public void Merge_IntoTheRunsOwnFiles_IsRefused(string output)
    {
        Merge(output).Refused(3, "so it is not overwritten");

        Assert.True(_run.Check().IsComplete);
    }

    [Fact]
    public void Merge_OverTheList_IsRefused()
    {
        string list = _folder.Write("photos.csv", $"file\n{Path.GetFullPath(_run.Folder.Run().Folder)}/1.png\n");
        using var run = new ShardFolderRun(_folder.File("listed"), list, 1).All();

        Tool.Run("shards", "merge", run.Folder.Path, "--output", _folder.File("photos.npy"))
            .Refused(3, "photos.csv", "so it is not overwritten");
    }

    [Fact]
    public void Check_FolderWithoutARun_IsRefused() =>
        Tool.Run("shards", "check", _folder.Path).Refused(3, "no run.json");

    [Theory]
    [InlineData(10, true)]
    [InlineData(0.1, false)]
    public void Stats_OneSlowShard_IsNamedWhereItCostsSeconds(double slow, bool isNamed)
    {
        foreach (int shard in Enumerable.Range(0, 4))
        {
            var completion = _run.Folder.ReadCompletion(new(shard, 4))! with
            {
                Seconds = shard == 2 ? slow : slow / 10,
                Host = $"node{shard}",
            };
            File.Delete(_run.Completion(shard));
            ShardFolder.WriteOnce(_run.Completion(shard), stream => ShardJson.Write(stream, completion));
        }

        var result = Tool.Run("shards", "stats", _run.Folder.Path).Done();

        Assert.Contains(
            FormattableString.Invariant($"4 of 4 shards whole: 8 rows in {slow * 1.3:f1} s of work"),
            result.Out,
            StringComparison.Ordinal
        );
        Assert.Equal(isNamed, result.Out.Contains("straggler: shard 2 on node2", StringComparison.Ordinal));
        Assert.DoesNotContain("shard 1 on", result.Out, StringComparison.Ordinal);
    }

    private ToolResult Merge(string output) =>
        Tool.Run("shards", "merge", _run.Folder.Path, "--output", _folder.File(output));

    private ShardFolderRun Other() =>
        new ShardFolderRun(_folder.File("other"), Path.GetFullPath(_run.Folder.Run().Folder), 4)
        {
            GroupRows = 2,
        }.All();

    // As a disk does it: at the same length.
    private static void Flip(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private void Fault(string kind, string file, string why, string? missing)
    {
        var check = _run.Check();

        var fault = Assert.Single(check.Faults);
        Assert.Equal((kind, file), (fault.Kind, fault.File));
        Assert.Contains(why, fault.Why, StringComparison.Ordinal);
        Assert.Equal((false, missing), (check.IsComplete, check.Missing));
    }
}
