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
    [InlineData("a.md", "there are no images in the archive, only a.md. Put the images into it, or name another.")]
    [InlineData("notes/a.txt b.md", "x.zip: there are no images in its folder notes. What is in it: 1 .md, 1 .txt")]
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

    [Fact]
    public void Open_TrainedModel_SaysWhatItIs()
    {
        Zip("photos.mlabels", ("manifest.json", "{}"), ("weights.safetensors", "x"));

        Assert.EndsWith(
            "photos.mlabels: this is a trained model, not images. --model takes it; here name the images, or a list of them.",
            Refusal("photos.mlabels"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_ZipInAZip_SaysToUnpackIt()
    {
        using (var zip = ZipFile.Open(_folder.File("good.zip"), ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("a/1.jpg").Open())
            entry.Write("x"u8);
        using (var zip = ZipFile.Open(_folder.File("zipzip.zip"), ZipArchiveMode.Create))
            zip.CreateEntryFromFile(_folder.File("good.zip"), "good.zip");

        Assert.EndsWith(
            "it holds only good.zip, and an archive within another one is not read. Unpack zipzip.zip, and name good.zip.",
            Refusal("zipzip.zip"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_ZipOfZips_SaysToUnpackAll()
    {
        Zip("all.zip", ("daisy.zip", "PK"), ("roses.zip", "PK"));

        Assert.Contains(
            "Unpack this archive, then both here; each becomes a class folder.",
            Refusal("all.zip"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("fiel,label\n1.jpg,a\n", "list.csv(1): there is no column 'file'.")]
    [InlineData("file,label\n", "list.csv: there are no rows below the header")]
    [InlineData("", "list.csv: the file is empty")]
    public void Open_ZipWithAListThatCannotBeRead_SaysTheListsOwnError(string list, string words)
    {
        Zip("x.zip", ("1.jpg", "x"), ("2.jpg", "x"), ("list.csv", list));

        string said = Refusal("x.zip");

        Assert.Contains("list.csv lies in it, but cannot be used", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Content_Types].xml")]
    [InlineData("xl/workbook.xml")]
    [InlineData("docProps/app.xml")]
    public void Open_SpreadsheetCalledCsv_SaysWhatItIs(string first)
    {
        Zip("renamed.csv", (first, "x"), ("xl/theme.xml", "x"));

        Assert.EndsWith(
            "this is an Excel file in spite of its name. Save its sheet as CSV (in Excel: 'CSV UTF-8').",
            Refusal("renamed.csv"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_ClassesOfAZipCalledLikeThoseOfASpreadsheet_AreRead()
    {
        Zip("sizes.zip", ("xl/1.jpg", "x"), ("xs/1.jpg", "x"));

        using var data = PackedDataset.Open(_folder.File("sizes.zip"));

        Assert.Equal(["xl", "xs"], data.Dataset.LabelNames);
    }

    [Fact]
    public void Open_FirstOrLastPartOfAZip_SaysToUnpackAll()
    {
        Zip("whole.zip", ("a/1.jpg", "x"));
        byte[] bytes = File.ReadAllBytes(_folder.File("whole.zip"));
        _folder.Write("photos.zip.001", bytes[..20]);
        // The number of the part, 4 bytes into the end of 22.
        bytes[^18] = 1;
        _folder.Write("photos.zip", bytes);

        foreach (string name in (string[])["photos.zip.001", "photos.zip"])
            Assert.EndsWith(
                "this is one part of an archive in several parts. Unpack it with all parts, and name the folder.",
                Refusal(name),
                StringComparison.Ordinal
            );
    }

    private void Zip(string name, params (string Name, string Content)[] entries)
    {
        using var zip = ZipFile.Open(_folder.File(name), ZipArchiveMode.Create);
        foreach (var (file, content) in entries)
        {
            using var entry = zip.CreateEntry(file).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }
    }

    private string Refusal(string name) =>
        Assert.Throws<InvalidInputException>(() => PackedDataset.Open(_folder.File(name))).Message;
}
