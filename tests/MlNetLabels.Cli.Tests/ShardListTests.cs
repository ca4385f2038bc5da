using System.Globalization;
using System.Security.Cryptography;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A run's copy of its list: what is read into it, and that its pieces are the whole.</summary>
public sealed class ShardListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(3, 7)]
    [InlineData(50_000, 977)]
    public void Divide_NamesOfAnyKind_GivesPiecesThatAreTheRows(int rows, int shards)
    {
        // Beyond a chunk's length, with all that a CSV has to put into quotes.
        string[][] names =
        [
            .. Enumerable
                .Range(0, rows)
                .Select(i =>
                    new[]
                    {
                        $"größe {i}.png",
                        (i % 5) switch
                        {
                            0 => "a,b",
                            1 => "\"",
                            2 => "x\ny",
                            _ => "",
                        },
                    }
                ),
        ];
        using var list = new MemoryStream();
        long written = ShardList.Write(new(["file", "what"], "/", names), list, default);
        list.Position = 0;

        var divided = ShardList.Divide(list, written, shards, ends: null, default);

        byte[] bytes = list.ToArray();
        Assert.Equal((rows, bytes.Length), (divided.Rows, divided.Bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), divided.Sha256);
        var read = new List<string[]>();
        for (int i = 0; i < shards; i++)
        {
            long end = i + 1 < shards ? divided.Pieces[i + 1].At : divided.Bytes;
            byte[] piece = bytes[(int)divided.Pieces[i].At..(int)end];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(piece)), divided.Pieces[i].Sha256);
            string[][] own = [.. ShardListReader.ReadRows("list", new MemoryStream(piece), 2)];
            var (first, last) = new Shard(i, shards).RowsOf(rows);
            Assert.Equal(last - first, own.Length);
            read.AddRange(own);
        }
        Assert.Equal(names, read);
    }

    [Fact]
    public void Open_Text_IsAPathALine()
    {
        var list = Open("list.txt", "\uFEFFa b.png\r\n\r\n../größe.jpg\n\"c\".png");

        Assert.Equal(["file"], list.Columns);
        Assert.Equal(_folder.Path, list.Folder);
        Assert.Equal(["a b.png", "../größe.jpg", "\"c\".png"], list.Rows.Select(row => row[0]));
    }

    [Theory]
    [InlineData("sep=;\nlabel; file ;\nx;a.png;\n\ny;\"b;c.png\";\n")]
    [InlineData("\uFEFFlabel\tfile\nx\ta.png\ny\tb;c.png\n")]
    public void Open_Table_KeepsItsNamedColumns(string csv)
    {
        var list = Open("list.csv", csv);

        Assert.Equal(["label", "file"], list.Columns);
        Assert.Equal(
            [
                ["x", "a.png"],
                ["y", "b;c.png"],
            ],
            list.Rows
        );
    }

    [Fact]
    public void Open_FolderPerClass_LabelsItAsEmbedDoes()
    {
        _folder.Write("in/b/2.png", "");
        _folder.Write("in/a/deep/1.png", "");
        _folder.Write("in/a/note.txt", "words");
        var notes = new List<string>();

        var list = ShardListReader.Open(_folder.File("in"), notes.Add);

        Assert.Equal(["file", "label"], list.Columns);
        Assert.Equal(
            [
                ["a/deep/1.png", "a"],
                ["b/2.png", "b"],
            ],
            list.Rows
        );
        Assert.Contains("left out 1 file that is no image: a/note.txt", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameWithABackslash_KeepsIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it is no part of a name.");
        _folder.Write("in/a/back\\slash.png", "");

        Assert.Equal(["a/back\\slash.png", "a"], Assert.Single(ShardListReader.Open(_folder.File("in")).Rows));
    }

    [Fact]
    public void Open_SplitFolders_GivesClassAndSplitAsTrainDoes()
    {
        foreach (string name in new[] { "train/a/1.png", "train/b/deep/2.png", "val/a/3.png", "test/b/4.png", "5.png" })
            _folder.Write($"in/{name}", "");
        var notes = new List<string>();

        var list = ShardListReader.Open(_folder.File("in"), notes.Add);

        Assert.Equal(["file", "label", "split"], list.Columns);
        Assert.Equal(
            [
                ["5.png", "", ""],
                ["test/b/4.png", "b", "test"],
                ["train/a/1.png", "a", "train"],
                ["train/b/deep/2.png", "b", "train"],
                ["val/a/3.png", "a", "validation"],
            ],
            list.Rows
        );
        Assert.StartsWith("train, val and test are taken as splits", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TestFolderWithoutClasses_HasNoLabelThere()
    {
        foreach (string name in new[] { "train/a/1.png", "train/b/2.png", "test/3.png" })
            _folder.Write($"in/{name}", "");

        var list = ShardListReader.Open(_folder.File("in"));

        Assert.Equal(["file", "label"], list.Columns);
        Assert.Equal(["", "a", "b"], list.Rows.Select(row => row[1]));
    }

    [Fact]
    public void Open_FoldersCalledLikeSplitsWithoutClasses_AreClassesAndSaid()
    {
        _folder.Write("in/train/1.png", "");
        _folder.Write("in/test/2.png", "");
        var notes = new List<string>();

        var list = ShardListReader.Open(_folder.File("in"), notes.Add);

        Assert.Equal(["test", "train"], list.Rows.Select(row => row[1]));
        Assert.Contains("are taken for classes", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list.csv", "name\na.png\n", "no column 'file'")]
    [InlineData("list.csv", "file,a\nx.png\n", "list.csv(2): 1 cell, but the header names 2 columns")]
    [InlineData("list.csv", "file\n\"a\"b.png\n", "a quote stands where none belongs")]
    [InlineData("list.csv", "file,file\na,b\n", "named twice")]
    [InlineData("list.txt", "file,label\na.png,x\n", "let its name end in .csv")]
    [InlineData("list.txt", "a\0b\n", "zero character")]
    [InlineData("list.jsonl", "{\"file\":\"a.png\"}\n", "'data import'")]
    public void Open_WhatIsNoList_SaysWhatToDo(string name, string text, string said)
    {
        var error = Assert.Throws<InvalidInputException>(() => Open(name, text).Rows.Count());

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list.txt")]
    [InlineData("list.csv")]
    public void Open_BytesThatAreNoText_IsRefused(string name)
    {
        string path = _folder.Write(name, [.. "file\na.png\n"u8, 0xFF, 0xFE, (byte)'\n']);

        var error = Assert.Throws<InvalidInputException>(() => ShardListReader.Open(path).Rows.Count());

        Assert.Contains("not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ManyRows_HoldsNoneOfThem()
    {
        const int Rows = 300_000;
        string name = new('x', 100);
        var rows = Enumerable.Range(0, Rows).Select(i => new[] { i.ToString(CultureInfo.InvariantCulture) + name });
        using var to = new FileStream(_folder.File("list.csv"), FileMode.CreateNew);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long held = 0;

        ShardList.Write(
            new(
                ["file"],
                "/",
                rows.Select(
                    (row, i) =>
                    {
                        if (i % 100_000 == 99_999)
                            held = Math.Max(held, GC.GetTotalMemory(forceFullCollection: true) - before);
                        return row;
                    }
                )
            ),
            to,
            default
        );

        // All rows are 60 MB of text in memory; buffers are below two.
        Assert.InRange(held, long.MinValue, 8_000_000);
    }

    private ShardListReader Open(string name, string text) => ShardListReader.Open(_folder.Write(name, text));
}
