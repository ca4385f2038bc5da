using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Archives that say other than they hold: an image's failure where it is one's, and never a crash.</summary>
public sealed class DamageTests : IDisposable
{
    // Offsets within an entry's record of a zip archive's index.
    private const int Method = 10,
        Crc = 16,
        Stored = 20,
        Length = 24,
        At = 42;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Crc, 1u, "checksum")]
    [InlineData(Length, 2900u, "longer than its archive says")]
    [InlineData(Length, 3100u, "shorter than its archive says")]
    [InlineData(Stored, 5u, "")]
    [InlineData(At, 7u, "not where its archive says")]
    [InlineData(At, 4_000_000_000u, "cut off")]
    public void Read_ZipEntryThatLies_FailsAlone(int field, uint value, string reason)
    {
        string path = Zip();
        Patch(path, field, value);
        using var packed = PackedDataset.Open(path);

        var error = Assert.ThrowsAny<IOException>(() => Content.Of(packed.Dataset.Rows[0].Path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(new byte[3000], Content.Of(packed.Dataset.Rows[1].Path));
    }

    [Fact]
    public void Open_ZipThatClaimsToGrowBeyondReason_IsRefused()
    {
        string path = Zip();
        Patch(path, Length, 4_000_000_000u);

        Assert.Contains("do harm", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ZipPackedInAnotherWay_NamesTheEntryAndTheWay()
    {
        string path = Zip();
        Patch(path, Method, 14);

        Assert.Contains(
            "'cats/1.jpg' is packed in a way that is not read (method 14)",
            Refusal(path),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_EncryptedZip_SaysSo()
    {
        string path = Zip();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[IndexOf(bytes) + 8] |= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Contains("'cats/1.jpg' is encrypted", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ListOfLabelsThatIsDamaged_IsRefusedByItsName()
    {
        string path = _folder.File("set.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Add(zip, "annotations.xml", "<annotations><image name='1.jpg'/></annotations>"u8.ToArray());
            Add(zip, "1.jpg", [1]);
        }
        Patch(path, Crc, 1);

        Assert.Contains("annotations.xml", Refusal(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Read_EveryByteChangedAndEveryCut_IsRefusedOrReadOrFails(string kind)
    {
        string path = kind == "zip" ? Zip() : Tar();
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(1);
        for (int trial = 0; trial < 600; trial++)
        {
            byte[] bytes = trial % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            // Headers and the index are where damage matters; the rest is zeros.
            if (trial % 3 != 0)
                bytes[
                    trial % 3 == 1
                        ? random.Next(bytes.Length)
                        : Array.FindLastIndex(bytes, x => x != 0) - random.Next(150)
                ] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            try
            {
                using var packed = PackedDataset.Open(path);
                foreach (var row in packed.Dataset.Rows)
                    Content.Of(row.Path);
            }
            catch (Exception error) when (error is InvalidInputException or IOException)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Fact]
    public void Open_TarCutBetweenTwoFiles_SaysThatItMayBeCut()
    {
        string path = Tar();
        byte[] whole = File.ReadAllBytes(path);
        // A name stands at the beginning of a header, of which there is a second one of the same kind.
        int second = whole.AsSpan().LastIndexOf("dogs/1.jpg"u8) / 512 * 512;
        using (var packed = PackedDataset.Open(path))
            Assert.DoesNotContain("cut off", packed.Dataset.Notes[0], StringComparison.Ordinal);
        // Its content, which no zero is in, is all that follows.
        File.WriteAllBytes(path, [.. whole[..(second + 512)], .. Enumerable.Repeat((byte)1, 1024)]);

        using var cut = PackedDataset.Open(path);

        Assert.Contains("it may have been cut off", cut.Dataset.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TwoPackedTarsInOne_SaysThatMoreComes()
    {
        byte[] tar = File.ReadAllBytes(Tar());
        string path = _folder.File("set.tar.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionMode.Compress))
            packed.Write([.. tar, .. tar]);

        Assert.Contains($"but more comes at byte {tar.Length}", Refusal(path), StringComparison.Ordinal);
    }

    private static string Refusal(string path) =>
        Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message;

    private string Zip()
    {
        string path = _folder.File("set.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "cats/1.jpg", new byte[3000]);
        Add(zip, "dogs/1.jpg", new byte[3000]);
        return path;
    }

    private string Tar()
    {
        string path = _folder.File("set.tar");
        using var tar = new TarWriter(File.Create(path));
        foreach (string name in new[] { "cats/1.jpg", "dogs/1.jpg" })
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[700]) }
            );
        return path;
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }

    // In the first entry's record of the index.
    private static void Patch(string path, int field, uint value)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var place = bytes.AsSpan(IndexOf(bytes) + field);
        if (field == Method)
            BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(place, value);
        File.WriteAllBytes(path, bytes);
    }

    private static int IndexOf(byte[] zip) => zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
}
