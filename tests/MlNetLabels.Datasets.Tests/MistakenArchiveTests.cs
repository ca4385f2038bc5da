using System.IO.Compression;
using System.Text;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>What is said of archives that hold other than images, or are none.</summary>
public sealed class MistakenArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OnePackedFile_SaysToUnpackIt()
    {
        using (var packed = new GZipStream(File.Create(_folder.File("list.csv.gz")), CompressionMode.Compress))
            packed.Write("file,label\n1.jpg,a\n"u8);

        Assert.EndsWith(
            "this is one packed file, and not an archive of many (.tar.gz). Unpack it (gunzip), and name list.csv.",
            Refusal("list.csv.gz"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_DamagedTar_SaysSoInPlainWords()
    {
        using (var packed = new GZipStream(File.Create(_folder.File("x.tar.gz")), CompressionMode.Compress))
            packed.Write(Encoding.ASCII.GetBytes(new string('x', 2000)));

        Assert.EndsWith(
            "this is no tar archive, or it is damaged. Download or make it again.",
            Refusal("x.tar.gz"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a.txt", "there are no images in the archive, only a.txt.")]
    [InlineData("a.txt b.md", "there are no images in it. There are no class folders.")]
    public void Open_ZipWithoutImages_SaysSo(string names, string words)
    {
        using (var zip = ZipFile.Open(_folder.File("x.zip"), ZipArchiveMode.Create))
            foreach (string name in names.Split(' '))
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("words"u8);
            }

        Assert.Contains(words, Refusal("x.zip"), StringComparison.Ordinal);
    }

    private string Refusal(string name) =>
        Assert.Throws<InvalidInputException>(() => PackedDataset.Open(_folder.File(name))).Message;
}
