using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MlNetLabels.Datasets.Archives;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Bounds of what is read and unpacked, and that whatever ends it leaves nothing behind.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unpack_MoreThanFits_SaysWhereAndWhatToDo()
    {
        using var place = new TemporaryPlace();
        string path = Tar(("1.jpg", new string('x', 2000)));
        var unpacker = new Unpacker(new ArchiveBounds(path), place, mostBytes: 1000);

        var error = Assert.Throws<InvalidInputException>(() => TarFiles.Unpack(path, unpacker, default));

        Assert.Contains("does not fit into", error.Message, StringComparison.Ordinal);
        Assert.Contains("Unpack it elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreFilesThanAllowed_IsRefused()
    {
        using var place = new TemporaryPlace();
        (string, string)[] files = [("1.jpg", "a"), ("2.jpg", "b"), ("3.jpg", "c")];
        string zip = Zip(files),
            tar = Tar(files);

        Action[] ways =
        [
            () => TarFiles.Unpack(tar, new Unpacker(new ArchiveBounds(tar, mostFiles: 2), place), default),
            () => ArchiveFiles.Open(new Package(zip, PackageKind.Zip, [zip]), new ArchiveBounds(zip, 2), null, default),
        ];

        Assert.All(
            ways,
            way =>
                Assert.Contains(
                    "more than 2 files",
                    Assert.Throws<InvalidInputException>(way).Message,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Unpack_PlaceThatCannotBeWritten_NamesTheEntryAndNotThePlace()
    {
        using var place = new TemporaryPlace();
        // What stands where a folder is needed is refused by the system, as a full disk is.
        File.WriteAllText(Path.Combine(place.Path, "cats"), "");
        string path = Tar(("cats/1.jpg", "a"));
        var unpacker = new Unpacker(new ArchiveBounds(path), place);

        var error = Assert.Throws<InvalidInputException>(() => TarFiles.Unpack(path, unpacker, default));

        Assert.Contains("'cats/1.jpg' cannot be unpacked", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(place.Path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_Cancelled_LeavesNothing(bool isZip)
    {
        string name = Guid.NewGuid().ToString("N");
        (string, string)[] files = [($"cats/{name}.jpg", "a"), ("dogs/1.jpg", "b")];
        string path = isZip ? Zip(files) : Tar(files);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => PackedDataset.Open(path, cancellationToken: source.Token));

        Assert.DoesNotContain(Left(), folder => Directory.Exists(Path.Combine(folder, "cats")) && Holds(folder, name));
    }

    [Fact]
    public void Unpack_CancelledWithinAFile_StopsThere()
    {
        using var place = new TemporaryPlace();
        using var source = new CancellationTokenSource();
        var unpacker = new Unpacker(new ArchiveBounds(Zip(("x", "x"))), place);

        Assert.Throws<OperationCanceledException>(() =>
            unpacker.Add("endless.jpg", new Endless(source, 3), source.Token)
        );
    }

    [Fact]
    public void Place_OfARunThatWasKilled_GoesAWeekLater()
    {
        string old = Directory.CreateTempSubdirectory("mlnetlabels-data-").FullName,
            recent = Directory.CreateTempSubdirectory("mlnetlabels-data-").FullName;
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-8));

        using (new TemporaryPlace())
        {
            Assert.False(Directory.Exists(old));
            Assert.True(Directory.Exists(recent));
        }

        Directory.Delete(recent);
    }

    [Theory]
    [InlineData("metadata.csv", "file_name,label\n../../secret.jpg,x\n")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"../../secret.jpg\", \"label\": \"x\"}\n")]
    [InlineData("_classes.csv", "filename, x\n../../secret.jpg, 1\n")]
    [InlineData("train.csv", "image_name,tags\n../../secret.jpg,x\n")]
    public void Open_ListThatLeadsOutOfTheArchive_IsRefused(string list, string text)
    {
        string path = Zip((list, text), ("1.jpg", "a"));

        Assert.Contains(
            "lies outside of the archive",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    private string Zip(params (string Name, string Content)[] entries)
    {
        string path = _folder.File("set.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        return path;
    }

    private string Tar(params (string Name, string Content)[] entries)
    {
        string path = _folder.File("set.tar.gz");
        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(packed);
        foreach (var (name, content) in entries)
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                }
            );
        return path;
    }

    private static string[] Left() => Directory.GetDirectories(Path.GetTempPath(), "mlnetlabels-data-*");

    private static bool Holds(string folder, string name) =>
        Directory.EnumerateFiles(Path.Combine(folder, "cats"), name + "*").Any();

    /// <summary>Never ends, and has the run cancelled at its n-th read.</summary>
    private sealed class Endless(CancellationTokenSource source, int reads) : MemoryStream
    {
        private int _reads;

        public override int Read(Span<byte> buffer)
        {
            if (++_reads == reads)
                source.Cancel();
            return buffer.Length;
        }
    }
}
