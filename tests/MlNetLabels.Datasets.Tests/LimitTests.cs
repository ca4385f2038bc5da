using System.IO.Compression;
using System.Text;
using MlNetLabels.Datasets.Archives;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Bounds of unpacking, and that whatever ends it leaves nothing behind.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unpack_MoreThanFits_SaysWhereAndWhatToDo()
    {
        using var place = new TemporaryPlace();
        var unpacker = new Unpacker(Zip(("1.jpg", new string('x', 2000))), place, mostBytes: 1000);

        var error = Assert.Throws<InvalidInputException>(() => Unpack(unpacker));

        Assert.Contains("does not fit into", error.Message, StringComparison.Ordinal);
        Assert.Contains("Unpack it elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_MoreFilesThanAllowed_IsRefused()
    {
        using var place = new TemporaryPlace();
        var unpacker = new Unpacker(Zip(("1.jpg", "a"), ("2.jpg", "b"), ("3.jpg", "c")), place, mostFiles: 2);

        Assert.Contains(
            "more than 2 files",
            Assert.Throws<InvalidInputException>(() => Unpack(unpacker)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Unpack_PlaceThatCannotBeWritten_NamesTheEntryAndNotThePlace()
    {
        using var place = new TemporaryPlace();
        // What stands where a folder is needed is refused by the system, as a full disk is.
        File.WriteAllText(Path.Combine(place.Path, "cats"), "");
        var unpacker = new Unpacker(Zip(("cats/1.jpg", "a")), place);

        var error = Assert.Throws<InvalidInputException>(() => Unpack(unpacker));

        Assert.Contains("'cats/1.jpg' cannot be unpacked", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(place.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Cancelled_LeavesNothing()
    {
        string name = Guid.NewGuid().ToString("N"),
            path = Zip(($"cats/{name}.jpg", "a"), ("dogs/1.jpg", "b"));
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
        var unpacker = new Unpacker(Zip(("x", "x")), place);

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

    private void Unpack(Unpacker unpacker) => ZipFiles.Unpack(_folder.File("set.zip"), unpacker, default);

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
