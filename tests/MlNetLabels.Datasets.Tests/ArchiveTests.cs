using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Datasets in archives, good ones and those made to do harm.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("zip", "Read 2 files from")]
    [InlineData("tar", "Read 2 files from")]
    [InlineData("tar.gz", "Unpacked 2 files from")]
    public void Open_ArchiveOfClassFolders_IsReadAndGoneAfterwards(string kind, string note)
    {
        string path = Pack(
            kind,
            ("pets/cats/1.jpg", "a"),
            ("pets/dogs/2.jpg", "b"),
            ("__MACOSX/pets/cats/._1.jpg", "x")
        );
        string image;

        using (var packed = PackedDataset.Open(path))
        {
            Assert.Equal(path, packed.Dataset.Source);
            Assert.Equal(["cats", "dogs"], packed.Dataset.LabelNames);
            Assert.Equal(["cats/1.jpg", "dogs/2.jpg"], packed.Dataset.Rows.Select(row => row.File));
            image = packed.Dataset.Rows[1].Path;
            Assert.Equal("b"u8, Content.Of(image));
            Assert.StartsWith(note, packed.Dataset.Notes[0], StringComparison.Ordinal);
        }

        Assert.Null(PackedFiles.Find(image, out _));
        Assert.False(File.Exists(image));
        Assert.False(Directory.Exists(Path.GetDirectoryName(image)));
    }

    [Fact]
    public void Open_ArchiveOfAnotherTool_IsRead()
    {
        string path = Pack("zip", ("data/a.jpg", "a"), ("labels.json", """{"classes": ["cat"], "labels": {"a": 0}}"""));

        using var packed = PackedDataset.Open(path);

        Assert.Equal(["cat"], packed.Dataset.LabelNames);
        Assert.Equal("data/a.jpg", Assert.Single(packed.Dataset.Rows).File);
    }

    [Fact]
    public void Open_ArchiveOfOneListAlone_IsReadWithItsImagesElsewhere()
    {
        _folder.Write("photos/1.jpg", "a");
        string path = Pack("zip", ("labels.csv", "file,label\n1.jpg,cat\n"));

        using var packed = PackedDataset.Open(path, new DatasetOptions { Images = _folder.File("photos") });

        Assert.Equal(["cat"], packed.Dataset.LabelNames);
        Assert.Equal(_folder.File("photos", "1.jpg"), Assert.Single(packed.Dataset.Rows).Path);
    }

    [Theory]
    [InlineData("labels.xlsx", "xl/workbook.xml", "spreadsheet")]
    [InlineData("images.npz", "x_train.npy", "NumPy")]
    public void Open_ZipThatIsADocument_SaysWhatItIs(string name, string entry, string kind)
    {
        string path = _folder.File(name);
        File.Move(Pack("zip", (entry, "a")), path);

        Assert.False(PackedDataset.IsPacked(path));
        var error = Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path));
        Assert.Contains(kind, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip", "../evil.jpg", "outside")]
    [InlineData("tar", "cats/../../evil.jpg", "outside")]
    [InlineData("zip", "/etc/evil.jpg", "full path")]
    [InlineData("tar", "/etc/evil.jpg", "full path")]
    [InlineData("zip", "C:/evil.jpg", "full path")]
    [InlineData("zip", "cats\\..\\..\\evil.jpg", "outside")]
    [InlineData("zip", "cats/\u0007.jpg", "control characters")]
    public void Open_NameThatNoSafeArchiveHas_IsRefused(string kind, string name, string reason)
    {
        string path = Pack(kind, ("cats/1.jpg", "a"), (name, "b"));
        string[] before = Left();

        var error = Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("mlnetlabels-data-", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Left().Except(before), folder => Holds(folder, "1.jpg"));
    }

    [Fact]
    public void Open_DeepName_IsRefused()
    {
        string path = Pack("zip", (string.Concat(Enumerable.Repeat("a/", 200)) + "1.jpg", "a"));

        Assert.Contains(
            "longer",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_SameNameTwice_IsRefused()
    {
        string path = Pack("zip", ("cats/1.jpg", "a"), ("cats/1.jpg", "b"));

        Assert.Contains(
            "'cats/1.jpg' is in it twice",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Open_FileThatIsAFolderToo_IsRefused(string kind)
    {
        string path = Pack(kind, ("cats", "a"), ("cats-2/1.jpg", "b"), ("cats/1.jpg", "b"));

        Assert.Contains(
            "'cats' is a file, and a folder",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_Links_AreLeftOutAndSaid()
    {
        string path = _folder.File("l.tar");
        using (var tar = new TarWriter(File.Create(path)))
        {
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, "cats/1.jpg") { DataStream = new MemoryStream([1]) }
            );
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "cats/2.jpg") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "cats/3.jpg") { LinkName = "../../x" });
        }
        string zipped = _folder.File("l.zip");
        using (var zip = ZipFile.Open(zipped, ZipArchiveMode.Create))
        {
            Add(zip, "cats/1.jpg", "a");
            Add(zip, "cats/2.jpg", "/etc/passwd").ExternalAttributes = unchecked((int)0xA1FF0000);
        }

        using var fromTar = PackedDataset.Open(path);
        using var fromZip = PackedDataset.Open(zipped);

        Assert.Equal("cats/1.jpg", Assert.Single(fromTar.Dataset.Rows).File);
        Assert.Contains("left out 2 links", fromTar.Dataset.Notes[0], StringComparison.Ordinal);
        Assert.Equal("cats/1.jpg", Assert.Single(fromZip.Dataset.Rows).File);
        Assert.Contains("left out 1 link or device", fromZip.Dataset.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ListThatNamesFilesOutside_IsRefused()
    {
        string secret = _folder.Write("secret.jpg", "mine");
        string path = Pack("zip", ("labels.csv", $"file,label\n{secret},x\n"), ("1.jpg", "a"));

        var error = Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path));

        Assert.Contains("outside of the archive", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public void Open_ArchiveThatGrowsBeyondReason_IsRefused(string kind)
    {
        string path = Pack(kind, ("cats/1.jpg", new string('\0', 150_000_000)));

        Assert.Contains(
            "do harm",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void Open_ArchiveThatIsCutOff_IsRefused(string kind)
    {
        string path = Pack(kind, ("cats/1.jpg", new string('x', 5000)), ("dogs/1.jpg", new string('y', 5000)));
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 3)]);

        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).File);
    }

    [Fact]
    public void Open_WhatIsNoArchive_IsReadWhereItLies()
    {
        _folder.Write("cats/1.jpg", [1]);

        using var packed = PackedDataset.Open(_folder.Path);

        Assert.Equal(_folder.File("cats", "1.jpg"), Assert.Single(packed.Dataset.Rows).Path);
    }

    private string Pack(string kind, params (string Name, string Content)[] entries)
    {
        string path = _folder.File("set." + kind);
        if (kind == "zip")
        {
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            foreach (var (name, content) in entries)
                Add(zip, name, content);
            return path;
        }
        using Stream file = File.Create(path);
        using var packed = kind == "tar" ? file : new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(packed, TarEntryFormat.Ustar);
        foreach (var (name, content) in entries)
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                }
            );
        return path;
    }

    private static ZipArchiveEntry Add(ZipArchive zip, string name, string content)
    {
        var entry = zip.CreateEntry(name);
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    private static string[] Left() => Directory.GetDirectories(Path.GetTempPath(), "mlnetlabels-data-*");

    private static bool Holds(string folder, string name)
    {
        try
        {
            return Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Any();
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }
}
