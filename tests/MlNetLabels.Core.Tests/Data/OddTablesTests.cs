using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Tables that were joined, saved in another encoding, made of addresses, or hold one label a row.</summary>
public sealed class OddTablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_HeaderInTheMiddle_IsLeftOutAndSaid()
    {
        var data = Read("file,label\n1.jpg,a\nfile,label\n2.jpg,b\n");

        Assert.Equal(["a", "b"], data.LabelNames);
        Assert.Equal([2, 4], data.Rows.Select(row => row.Line!.Value));
        Assert.Equal("Rows that repeat the header, and are left out: 1.", Assert.Single(data.Notes));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Read_UnicodeTextOfExcel_IsRead(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes("file\tlabel\r\n1.jpg\tRosé\r\n2.jpg\t花\r\n")];

        var data = DatasetReader.Read(_folder.Write("labels.txt", bytes));

        Assert.Equal(["Rosé", "花"], data.LabelNames);
    }

    [Fact]
    public void Read_HalfOfAUtf16Character_IsRefused() =>
        Assert.Contains(
            "UTF-16",
            Assert
                .Throws<InvalidInputException>(() =>
                    DatasetReader.Read(_folder.Write("a.csv", [0xFF, 0xFE, 0x3D, 0xD8]))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("file,label,who,when\n1.jpg,a,ann,2026-11-29T08:00:00Z\n2.jpg,b,,\n", "a b")]
    [InlineData("file,a,b,who,when\n1.jpg,1,0,yes,2026-11-29T08:00:00Z\n2.jpg,1,1,no,\n", "a b")]
    // Without a time they are labels like any other.
    [InlineData("file,who,when\n1.jpg,1,1\n2.jpg,0,1\n", "who when")]
    public void Read_WhoLabelledItAndWhen_IsNoLabelAndNoNews(string text, string labels)
    {
        var data = Read(text);

        Assert.Equal(labels.Split(' '), data.LabelNames);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void Read_FolderWithTheJournalOfItsLabels_ReadsTheLabelsAlone()
    {
        _folder.Write("1.jpg", [1]);
        _folder.Write("labels.csv", "file,label\n1.jpg,a\n");
        _folder.Write("labels.journal.jsonl", "{\"file\":\"1.jpg\",\"label\":\"b\"}\n");

        Assert.Equal(["a"], DatasetReader.Read(_folder.Path).LabelNames);
    }

    [Fact]
    public void Read_EscapedNames_AreFound()
    {
        _folder.Write("a b.jpg", [1]);
        _folder.Write("100%.jpg", [1]);
        _folder.Write("c%20d.jpg", [1]);

        var data = Read("file,label\na%20b.jpg,x\n100%.jpg,y\nc%20d.jpg,y\n");

        Assert.Equal(["a b.jpg", "100%.jpg", "c%20d.jpg"], data.Rows.Select(row => row.File));
    }

    [Fact]
    public void Read_ALabelARow_SaysHowToWriteSeveral()
    {
        var error = Assert.Throws<InvalidInputException>(() => Read("file,label\n1.jpg,round\n1.jpg,blue\n"));

        Assert.Equal(3, error.Line);
        Assert.Contains("'round;blue'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "1", "label_map.json", 1)]
    [InlineData("0.0", "1.0", "classes.txt", 1)]
    [InlineData("0", "1", "notes.txt", 0)]
    [InlineData("0", "b", "classes.txt", 0)]
    public void Read_NumbersWithNamesBeside_AreSaid(string first, string second, string beside, int notes)
    {
        _folder.Write(beside, "a");

        Assert.Equal(notes, Read($"file,label\n1.jpg,{first}\n2.jpg,{second}\n").Notes.Count);
    }

    private ImageDataset Read(string csv) =>
        DatasetReader.Read(_folder.Write("labels.csv", Encoding.UTF8.GetBytes(csv)));
}
