using System.Formats.Tar;
using System.Text;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Shards of tar, zip and Parquet files: whole files, read where they lie, and nothing of them lost in silence.</summary>
public sealed class PackedShardTests(Shapes shapes) : IDisposable
{
    private const string Mark = "the mark of the tar archive's end is missing";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in/p-{0..3}.tar")]
    [InlineData("in/p-*.tar")]
    [InlineData("in")]
    public void Merge_Tars_IsByteForByteWhatTheirImagesEmbedTo(string word)
    {
        // Of 2, 5, 1 and 4 images, so that no even number of rows is a whole number of files.
        int[] sizes = [2, 5, 1, 4];
        int from = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            PackedShards.Tar(_folder, $"in/p-{i}.tar", Images().Skip(from).Take(sizes[i]), Path.GetDirectoryName!);
            from += sizes[i];
        }
        string expected = Expected(from);
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File(word), 2).All();

        Tool.Run("shards", "merge", run.Folder.Path, "--output", _folder.File("merged.npy")).Done();

        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(_folder.File("merged.npy")));
        string[] rows = File.ReadAllLines(_folder.File("merged.csv"));
        Assert.Equal("file,label", rows[0]);
        Assert.Equal(
            Images().Take(from).Select(x => Path.GetDirectoryName(x.Name)),
            rows[1..].Select(x => x.Split(',')[1])
        );
        Assert.StartsWith("p-0.tar/circle/", rows[1].Trim('"'), StringComparison.Ordinal);
        var plan = run.Folder.Run();
        Assert.Equal(7, plan.RowsOf(new(0, 2)).End);
    }

    [Fact]
    public async Task Merge_ZipAndParquet_IsByteForByteWhatTheirImagesEmbedTo()
    {
        PackedShards.Zip(_folder, "in/a.zip", Images().Take(5));
        await PackedShards.Parquet(
            _folder,
            "in/b.parquet",
            [.. Images().Skip(5).Take(8).Select(x => ((byte[]?)x.Content, x.Name.StartsWith('c') ? 0L : 1L))]
        );
        string expected = Expected(13);
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 3) { GroupRows = 4 }.All();

        Tool.Run("shards", "merge", run.Folder.Path, "--output", _folder.File("merged.npy")).Done();

        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(_folder.File("merged.npy")));
        Assert.Contains(
            "b.parquet/00000007",
            await File.ReadAllTextAsync(_folder.File("merged.csv"), Token()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Plan_Parquet_NamesItsClasses()
    {
        string path = await PackedShards.Parquet(
            _folder,
            "a.parquet",
            [(Images().First().Content, 1), (null, 0), (Images().First().Content, -1)]
        );
        using var run = new ShardFolderRun(_folder.File("parts"), path, 1).All();

        string list = await File.ReadAllTextAsync(run.Folder.List(run.Folder.Run()), Token());
        Assert.Equal(
            ["file,label", "a.parquet/00000000,square", "a.parquet/00000001,circle", "a.parquet/00000002,"],
            list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x.TrimEnd('\r'))
        );
        Assert.Equal(
            "cannot be read: its bytes are not in the Parquet file: only images that lie in it are read",
            Assert.Single(run.Check().Failed).Key
        );
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Run_TarThatIsCutOff_KeepsWhatIsInFrontAndNamesTheRest(double share)
    {
        PackedShards.Tar(_folder, "in/a.tar", Images().Take(6));
        string cut = PackedShards.Tar(_folder, "in/b.tar", Images().Skip(6).Take(6));
        // Within an image: behind it is nothing that could be taken for another's header.
        using (var tar = File.OpenWrite(cut))
            tar.SetLength((long)(tar.Length * share));
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 2).All();

        var check = run.Check();

        Assert.True(check.IsComplete);
        Assert.InRange(check.Embedded, 7, 11);
        Assert.Contains(check.Failed.Keys, x => x.Contains("was cut off", StringComparison.Ordinal));
        string list = File.ReadAllText(run.Folder.List(run.Folder.Run()));
        Assert.EndsWith("b.tar", list.TrimEnd(), StringComparison.Ordinal);
        Tool.Run("shards", "check", run.Folder.Path).Done();
    }

    [Fact]
    public void Run_TarWithoutItsEnd_HasARowThatSaysSo()
    {
        string path = PackedShards.Tar(_folder, "a.tar", Images().Take(3));
        byte[] bytes = File.ReadAllBytes(path);
        int end = Array.FindLastIndex(bytes, x => x != 0) / 512 * 512 + 512;
        File.WriteAllBytes(path, [.. bytes[..end]]);
        using var run = new ShardFolderRun(_folder.File("parts"), path, 1).All();

        Assert.StartsWith(Mark, Assert.Single(run.Check().Failed).Key, StringComparison.Ordinal);
        Assert.Equal(3, run.Check().Embedded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(148)]
    [InlineData(148, 8)]
    public void Run_TarHeaderThatChanged_KeepsWhatIsInFrontAndNamesThePlace(int within, int bytes = 1)
    {
        string path = PackedShards.Tar(_folder, "a.tar", Images().Take(6));
        var starts = Starts(path);
        byte[] content = File.ReadAllBytes(path);
        for (int i = 0; i < bytes; i++)
            content[starts[3] + within + i] = bytes == 1 ? (byte)'7' : (byte)0;
        File.WriteAllBytes(path, content);
        using var run = new ShardFolderRun(_folder.File("parts"), path, 1).All();

        Assert.Equal(3, run.Check().Embedded);
        Assert.StartsWith(
            $"the tar archive is damaged: the header at byte {starts[3]} has a wrong checksum",
            Assert.Single(run.Check().Failed).Key,
            StringComparison.Ordinal
        );
        Tool.Run("data", "describe", path).Refused(3, "a.tar", $"the header at byte {starts[3]} has a wrong checksum");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_TarThatGoesOnBehindItsEnd_NamesThePlace(bool isTwo)
    {
        string path = PackedShards.Tar(_folder, "a.tar", Images().Take(6));
        byte[] content = File.ReadAllBytes(path);
        // The header with attributes in front of the fourth, or the mark in front of another archive.
        int end = isTwo ? content.Length - 1024 : Starts(path)[3] - 1024;
        if (!isTwo)
            content.AsSpan(end, 512).Clear();
        File.WriteAllBytes(path, isTwo ? [.. content, .. content] : content);
        using var run = new ShardFolderRun(_folder.File("parts"), path, 1).All();

        Assert.Equal(isTwo ? 6 : 3, run.Check().Embedded);
        string said = $"the tar archive is damaged: the mark of its end is at byte {end}, but more comes at byte ";
        Assert.StartsWith(said, Assert.Single(run.Check().Failed).Key, StringComparison.Ordinal);
        Tool.Run("data", "describe", path).Refused(3, "a.tar", said);
    }

    [Theory]
    [InlineData(false, 700)]
    [InlineData(false, 0)]
    [InlineData(true, 700)]
    public void Run_SparseFileInATar_FailsAloneByItsName(bool isPosix, int stored)
    {
        PackedShards.Tar(_folder, "in/a.tar", Images().Take(2));
        string path = _folder.File("in", "b.tar");
        using (var tar = new TarWriter(File.Create(path)))
        {
            TarEntry entry = isPosix
                ? new PaxTarEntry(
                    TarEntryType.RegularFile,
                    "GNUSparseFile.1/0.png",
                    new Dictionary<string, string> { ["GNU.sparse.name"] = "holes.png", ["GNU.sparse.major"] = "1" }
                )
                : new GnuTarEntry(TarEntryType.RegularFile, "holes.png");
            entry.DataStream = new MemoryStream([.. Enumerable.Repeat((byte)'1', stored)]);
            tar.WriteEntry(entry);
            tar.WriteEntry(Path.Combine(shapes.Lines, "0.png"), "whole.png");
        }
        if (!isPosix)
        {
            byte[] content = File.ReadAllBytes(path);
            (content[156], content[482]) = ((byte)'S', 1);
            Seal(content);
            // The header goes on in a block that says so, and in one more.
            byte[] more = new byte[1024];
            more[504] = 1;
            File.WriteAllBytes(path, [.. content[..512], .. more, .. content[512..]]);
        }
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1) { GroupRows = null }.All();

        string list = File.ReadAllText(run.Folder.List(run.Folder.Run()));
        Assert.Contains("\nb.tar/holes.png\nb.tar/whole.png\n", list, StringComparison.Ordinal);
        Assert.Equal(3, run.Check().Embedded);
        Assert.Contains("it is a sparse file", Assert.Single(run.Check().Failed).Key, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_TarWithANameOfItsOwn_IsRead()
    {
        string path = PackedShards.Tar(_folder, "in/a.tar", Images().Take(2));
        // As 'tar -V' writes it: without a mark of its format.
        byte[] volume = new byte[512];
        "photos"u8.CopyTo(volume);
        volume[156] = (byte)'V';
        Seal(volume);
        File.WriteAllBytes(path, [.. volume, .. File.ReadAllBytes(path)]);

        Assert.StartsWith("2 rows in 2 shards", Plan("in").Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_EmptyTar_SaysThatNoImageIsInIt()
    {
        File.WriteAllBytes(_folder.File("in", "b.tar"), new byte[10240]);

        Plan("in/b.tar").Refused(3, "b.tar: there are no images in it.");
        PackedShards.Tar(_folder, "in/a.tar", Images().Take(2));

        var plan = Plan("in").Done();

        Assert.Contains("b.tar: there is no image in it", plan.Error, StringComparison.Ordinal);
        Assert.StartsWith("2 rows in 2 shards", plan.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>503 Slow Down</html>", "this is no tar, zip or Parquet file")]
    [InlineData("", "the file is empty")]
    public void Run_OneFileThatIsNoTar_IsARowThatFails(string content, string said)
    {
        PackedShards.Tar(_folder, "in/a.tar", Images().Take(3));
        _folder.Write("in/b.tar", content);
        var plan = Tool.Run("shards", "plan", _folder.File("parts"), "--images", _folder.File("in"), "--shards", "1")
            .Done();
        using var run = new ShardFolderRun(_folder.File("parts"), _folder.File("in"), 1) { GroupRows = null }.All();

        Assert.Contains($"b.tar: {said}", plan.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("..", plan.Error, StringComparison.Ordinal);
        Assert.Equal((3, 1L), (run.Check().Embedded, Assert.Single(run.Check().Failed).Value));
    }

    [Theory]
    [InlineData("/etc/a.png", "has a full path")]
    [InlineData("../a.png", "outside of the archive's folder")]
    public void Plan_UnsafeNames_AreRefused(string name, string said)
    {
        PackedShards.Tar(_folder, "in/a.tar", [.. Images().Take(2), (name, Images().First().Content)]);

        Plan("in").Refused(3, "a.tar", said);
    }

    [Fact]
    public void Plan_ZipThatGrowsBeyondReason_IsRefused()
    {
        PackedShards.Zip(_folder, "in/a.zip", [("a.png", new byte[200_000_000])]);

        Plan("in").Refused(3, "do harm");
    }

    [Fact]
    public void Plan_Links_AreLeftOutAndSaid()
    {
        using (var tar = new TarWriter(File.Create(_folder.File("in", "a.tar"))))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "b.png") { LinkName = "/etc/passwd" });
            tar.WriteEntry(Path.Combine(shapes.Lines, "0.png"), "a.png");
        }

        var plan = Plan("in").Done();

        Assert.Contains("left out 1 link or device", plan.Error, StringComparison.Ordinal);
        Assert.StartsWith("1 row in 2 shards", plan.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in/p-{0..2}.tar", "1 of the 3 files that it names is not there")]
    [InlineData("in/p-*.csv", "no file is called so")]
    [InlineData("in/*", "patterns are of .tar, .zip, .parquet files")]
    [InlineData("x.tar", "no such file")]
    public void Plan_WhatIsNoSetOfArchives_IsRefused(string word, string said)
    {
        PackedShards.Tar(_folder, "in/p-0.tar", Images().Take(1));
        PackedShards.Tar(_folder, "in/p-1.tar", Images().Take(1));
        _folder.Write("in/readme.txt", "");

        Plan(word).Refused(3, said);
    }

    [Fact]
    public void Plan_CompressedTar_SaysWhatToDo()
    {
        using (
            var packed = new System.IO.Compression.GZipStream(
                File.Create(_folder.File("a.tar.gz")),
                default(System.IO.Compression.CompressionLevel)
            )
        )
            TarFile.CreateFromDirectory(shapes.Lines, packed, includeBaseDirectory: false);

        Plan("a.tar.gz").Refused(3, "gunzip");
    }

    [Fact]
    public void Run_TarThatWasReplaced_IsRefusedUntilItIsBack()
    {
        var images = Images().Take(5).ToArray();
        string path = PackedShards.Tar(_folder, "a.tar", images);
        using var run = new ShardFolderRun(_folder.File("parts"), path, 1);
        run.Join();
        byte[] tar = File.ReadAllBytes(path);
        foreach (byte[] other in new byte[][] { [1, 2, 3], [.. tar[..700], (byte)(tar[700] + 1), .. tar[701..]] })
        {
            File.WriteAllBytes(path, other);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(-other.Length));
            var error = Assert.Throws<InvalidInputException>(() => run.Run(0));
            Assert.Contains("a.tar: it is not the file", error.Message, StringComparison.Ordinal);
        }
        File.Delete(path);
        Assert.Contains("a.tar", Assert.Throws<IOException>(() => run.Run(0)).Message, StringComparison.Ordinal);
        // The same bytes with another time, as on a node that copied them.
        File.WriteAllBytes(path, tar);

        Assert.Equal(5, run.Run(0).Embedded);
    }

    [Fact]
    public void Divide_FilesOfAllSizes_LeavesNoShardFurtherFromItsShareThanOneFile()
    {
        var random = new Random(3);
        var images = Images().ToArray();
        long[] sizes = new long[23];
        for (int i = 0; i < sizes.Length; i++)
        {
            string path = PackedShards.Tar(
                _folder,
                $"in/p-{i:D2}.tar",
                Enumerable.Range(0, 1 + random.Next(12)).Select(k => ($"{k}.png", images[k].Content))
            );
            sizes[i] = new FileInfo(path).Length;
        }
        foreach (int shards in new[] { 1, 2, 5, 23, 40 })
        {
            using var run = new ShardFolderRun(_folder.File($"parts{shards}"), _folder.File("in"), shards);
            var (plan, _) = run.Join();
            string[] rows = [.. File.ReadLines(run.Folder.List(plan)).Skip(1)];
            var counted = new List<string>();
            foreach (int shard in Enumerable.Range(0, shards))
            {
                var (first, end) = plan.RowsOf(new(shard, shards));
                string[] files = [.. rows[(int)first..(int)end].Select(x => x.Split('/')[0]).Distinct()];
                counted.AddRange(files);
                long bytes = files.Sum(x => new FileInfo(_folder.File("in", x)).Length);
                Assert.InRange(bytes, sizes.Sum() / shards - sizes.Max(), sizes.Sum() / shards + sizes.Max());
            }
            // Each file once, in order: none is divided.
            Assert.Equal(counted.Distinct().Order(StringComparer.Ordinal), counted);
            Assert.Equal(sizes.Length, counted.Count);
        }
    }

    private static CancellationToken Token() => TestContext.Current.CancellationToken;

    // Of the headers of its images.
    private static List<int> Starts(string path)
    {
        var starts = new List<int>();
        using var tar = new TarReader(File.OpenRead(path));
        while (tar.GetNextEntry() is { } entry)
            starts.Add((int)entry.DataOffset - 512);
        return starts;
    }

    // Gives a tar archive's first header its checksum, in which the field itself counts as blanks.
    private static void Seal(byte[] tar)
    {
        tar.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(tar.Take(512).Sum(x => x), 8).PadLeft(6, '0') + '\0').CopyTo(tar, 148);
    }

    private ToolResult Plan(string word) =>
        Tool.Run("shards", "plan", _folder.File("parts"), "--images", _folder.File(word), "--shards", "2");

    // In the order of an archive's index.
    private IEnumerable<(string Name, byte[] Content)> Images() =>
        Directory
            .EnumerateFiles(shapes.Images, "*", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(shapes.Images, path), File.ReadAllBytes(path)))
            .OrderBy(x => x.Item1, StringComparer.Ordinal);

    // What one process makes of the first images as files.
    private string Expected(int count)
    {
        string list = _folder.Write(
            "list.csv",
            "file\n" + string.Join('\n', Images().Take(count).Select(x => Path.Combine(shapes.Images, x.Name))) + "\n"
        );
        Tool.Run("embed", "--images", list, "--output", _folder.File("one.npy"), "--no-cache").Done();
        return _folder.File("one.npy");
    }
}
