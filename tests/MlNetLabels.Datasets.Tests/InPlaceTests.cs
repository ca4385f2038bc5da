using System.Formats.Tar;
using System.IO.Compression;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Archives that are read where they lie, as .NET and other programs write them.</summary>
public sealed class InPlaceTests : IDisposable
{
    // Longer than any name that a tar archive's header holds itself.
    private static readonly string s_long = new('n', 180);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression, false)]
    [InlineData(CompressionLevel.SmallestSize, false)]
    [InlineData(CompressionLevel.Fastest, true)]
    public void Read_ZipOfAnyCompression_GivesTheBytesWritten(CompressionLevel level, bool asStream)
    {
        var files = Files();
        string path = _folder.File("set.zip");
        using (var file = File.Create(path))
        // Where the writer cannot go back, sizes stand behind the bytes instead of in front.
        using (var zip = new ZipArchive(asStream ? new Forward(file) : file, ZipArchiveMode.Create))
        {
            zip.Comment = "PK\u0005\u0006 as a comment may say";
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        CheckFiles(path, files);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Read_TarOfAnyFormat_GivesTheBytesWritten(TarEntryFormat format)
    {
        var files = Files().Where(x => x.Key.Length < 100 || format is TarEntryFormat.Pax or TarEntryFormat.Gnu);
        string path = Tar(format, files.ToDictionary());

        CheckFiles(path, files.ToDictionary());
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Read_ByManyThreads_GivesEachItsBytes(string kind)
    {
        var files = Enumerable.Range(0, 300).ToDictionary(i => $"cats/{i:D3}.jpg", i => Noise(i, 1000 + 37 * i));
        string path = kind == "zip" ? Zip(files) : Tar(TarEntryFormat.Pax, files);
        using var packed = PackedDataset.Open(path);

        Parallel.ForEach(
            Enumerable.Repeat(packed.Dataset.Rows, 4).SelectMany(rows => rows),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            row => Assert.Equal(files["cats/" + Path.GetFileName(row.File)], Content.Of(row.Path))
        );
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Read_ArchiveChangedMeanwhile_SaysSo(string kind)
    {
        string path = kind == "zip" ? Zip(Files()) : Tar(TarEntryFormat.Pax, Files());
        using var packed = PackedDataset.Open(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            file.SetLength(file.Length / 2);

        Assert.All(
            packed.Dataset.Rows,
            row =>
                Assert.Contains(
                    "changed while it was read",
                    Assert.Throws<IOException>(() => Content.Of(row.Path)).Message,
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Read_ArchiveDeletedMeanwhile_GivesTheSameBytes(string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file that is open cannot be deleted.");
        var files = Files();
        string path = kind == "zip" ? Zip(files) : Tar(TarEntryFormat.Pax, files);
        using var packed = PackedDataset.Open(path);
        File.Delete(path);
        File.WriteAllText(path, "another");

        Assert.All(packed.Dataset.Rows, row => Assert.Equal(files[row.File], Content.Of(row.Path)));
    }

    [Fact]
    public void Open_TwiceAtOnce_EachIsReadUntilItIsDisposed()
    {
        string path = Zip(Files());
        var first = PackedDataset.Open(path);
        using var second = PackedDataset.Open(path);
        string image = first.Dataset.Rows[0].Path;

        first.Dispose();

        Assert.Equal(Files()[second.Dataset.Rows[0].File], Content.Of(image));
        Assert.True(PackedDataset.IsPacked(path));
    }

    [Fact]
    public void Open_ZipOfManyEntries_ListsThemAll()
    {
        // More than two bytes count, so that the index says so in its longer form.
        const int Count = 70_000;
        string path = _folder.File("many.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            for (int i = 0; i < Count; i++)
                zip.CreateEntry($"{i % 7}/{i}.jpg", CompressionLevel.NoCompression);

        using var packed = PackedDataset.Open(path);

        Assert.Equal(Count, packed.Dataset.Rows.Count);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], packed.Dataset.LabelNames);
    }

    private static void CheckFiles(string path, Dictionary<string, byte[]> files)
    {
        using var packed = PackedDataset.Open(path);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), packed.Dataset.Rows.Select(row => row.File));
        Assert.All(packed.Dataset.Rows, row => Assert.Equal(files[row.File], Content.Of(row.Path)));
        Assert.All(packed.Dataset.Rows, row => Assert.Equal(Path.Combine(path, row.File), row.Path));
    }

    private static Dictionary<string, byte[]> Files() =>
        new()
        {
            ["cats/1.jpg"] = Noise(1, 100_000),
            ["cats/größe 2.jpg"] = new byte[70_000],
            ["cats/inner/3.jpg"] = Noise(3, 512),
            [$"dogs/{s_long}.jpg"] = Noise(4, 1),
            ["dogs/z.jpg"] = Noise(5, 511),
        };

    private string Zip(Dictionary<string, byte[]> files)
    {
        string path = _folder.File("set.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(bytes);
        }
        return path;
    }

    private string Tar(TarEntryFormat format, Dictionary<string, byte[]> files)
    {
        string path = _folder.File("set.tar");
        using var tar = new TarWriter(File.Create(path), format);
        foreach (var (name, bytes) in files)
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                _ => new PaxTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = new MemoryStream(bytes);
            tar.WriteEntry(entry);
        }
        return path;
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A file that is only written onwards, as a pipe is.</summary>
    private sealed class Forward(Stream file) : MemoryStream
    {
        public override bool CanSeek => false;

        public override void Write(byte[] buffer, int offset, int count) => file.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => file.Write(buffer);

        public override void WriteByte(byte value) => file.WriteByte(value);
    }
}
