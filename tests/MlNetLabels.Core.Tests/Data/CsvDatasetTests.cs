using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

public sealed class CsvDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_LabelColumn_GivesOneClassAnImage()
    {
        var data = Read("file,label\nb.jpg,dog\na.jpg,cat\n");

        Assert.Equal(TargetKind.Classes, data.Kind);
        Assert.Equal(["cat", "dog"], data.LabelNames);
        Assert.Equal(["b.jpg", "a.jpg"], data.Rows.Select(r => r.File));
        Assert.Equal([1, 0], data.Classes([0, 1]));
        Assert.Equal(_folder.File("b.jpg"), data.Rows[0].Path);
    }

    [Fact]
    public void Read_ChosenClasses_KeepsTheirOrderAndSaysWhatWasLeftOut()
    {
        var data = DatasetReader.Read(_folder.Write("x.csv", "file,label\na,x\nb,y\nc,z\n"), ["z", "x"]);

        Assert.Equal(["z", "x"], data.LabelNames);
        Assert.Equal(["a", "c"], data.Rows.Select(r => r.File));
        Assert.Contains("1 row of", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LabelsColumn_EmptyIsKnownNegative()
    {
        var data = Read("file,labels\na,sea; fish\nb,\n");

        Assert.Equal(TargetKind.LabelSets, data.Kind);
        Assert.Equal(["fish", "sea"], data.LabelNames);
        Assert.Equal([LabelState.Present, LabelState.Present], data.Rows[0].Labels);
        Assert.Equal([LabelState.Absent, LabelState.Absent], data.Rows[1].Labels);
    }

    [Fact]
    public void Read_OneColumnALabel_BlankIsUnknown()
    {
        var data = Read("file,fish,shark\na,1,0\nb,, 1 \n");

        Assert.Equal([LabelState.Present, LabelState.Absent], data.Rows[0].Labels);
        Assert.Equal([LabelState.Unknown, LabelState.Present], data.Rows[1].Labels);
    }

    [Fact]
    public void Read_SplitAndGroup_AreKeptAndAreNoLabels()
    {
        var data = Read("file,split,group,fish\na,Train,g1,1\nb,valid,,0\nc,validation,g1,0\nd,test,g2,1\ne,,g2,0\n");

        Assert.Equal(["fish"], data.LabelNames);
        Assert.Equal(
            [Split.Train, Split.Validation, Split.Validation, Split.Test, null],
            data.Rows.Select(r => r.Split)
        );
        Assert.Equal(["g1", null, "g1", "g2", "g2"], data.Rows.Select(r => r.Group));
    }

    [Fact]
    public void Read_BackslashesAndNonAsciiNames_FindTheFile()
    {
        var row = Assert.Single(Read("file,fish\nsub\\Größe 写真.jpg,1\n").Rows);

        Assert.Equal("sub/Größe 写真.jpg", row.File);
        Assert.Equal(_folder.File("sub", "Größe 写真.jpg"), row.Path);
    }

    [Fact]
    public void Read_ByteOrderMarkAndWindowsLineEnds_AreNotPartOfTheCells()
    {
        var data = Read("\uFEFFfile,label\r\na.jpg,cat\r\nb.jpg,dog\r\n");

        Assert.Equal(["cat", "dog"], data.LabelNames);
        Assert.Equal([2, 3], data.Rows.Select(r => r.Line));
    }

    [Fact]
    public void Read_QuotedCells_MayHoldCommasQuotesAndLineBreaks()
    {
        var data = Read("file,label\n\"a,b.jpg\",\"say \"\"cat\"\"\"\n\"c\nd.jpg\",dog\ne.jpg,dog\n");

        Assert.Equal(["a,b.jpg", "c\nd.jpg", "e.jpg"], data.Rows.Select(r => r.File));
        Assert.Equal("say \"cat\"", data.LabelNames[1]);
        Assert.Equal([2, 3, 5], data.Rows.Select(r => r.Line));
    }

    [Fact]
    public void Read_BlankLines_AreSkippedAndCounted()
    {
        var data = Read("file,label\n\na,x\n\n\nb,y\n");

        Assert.Equal([3, 6], data.Rows.Select(r => r.Line));
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData("file,label\n", null, "no rows")]
    [InlineData("who,label\na,x\n", 1, "'file'")]
    [InlineData("file\na\n", 1, "no column says what the images show")]
    [InlineData("file,label,labels\na,x,y\n", 1, "keep one")]
    [InlineData("file,label,label\na,x,y\n", 1, "twice")]
    [InlineData("file,label\na,x\nb\n", 3, "1 cell,")]
    [InlineData("file,label\na,x\nb,y,z\n", 3, "3 cells")]
    [InlineData("file,label\n\"a\nb\",x\nc,x,x\n", 4, "3 cells")]
    [InlineData("file,label\n\n\nc,x,x\n", 4, "3 cells")]
    [InlineData("file,label\na,x\n,y\n", 3, "empty")]
    [InlineData("file,label\na,x\nb, \n", 3, "exactly one")]
    [InlineData("file,label\na,x\nb,x\na,y\n", 4, "line 2")]
    [InlineData("file,label\nsub/a,x\nsub\\a,y\n", 3, "line 2")]
    [InlineData("file,label\na,x\n./a,y\n", 3, "line 2")]
    [InlineData("file,label,split\na,x,train\nb,x,later\n", 3, "'later'")]
    [InlineData("file,fish\na,1\nb,maybe\n", 3, "'maybe'")]
    [InlineData("file,labels\na,\nb,\n", null, "no image has any label")]
    [InlineData("file,label\na,x\nb,y\"z\n", 3, "quote")]
    [InlineData("file,label\na\0b,x\n", 2, "zero character")]
    public void Read_BadTable_NamesFileLineAndReason(string text, int? line, string reason)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(text));

        Assert.Equal(_folder.File("data.csv"), error.File);
        Assert.Equal(line, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuoteThatNeverEnds_IsRefused()
    {
        var error = Assert.Throws<InvalidInputException>(() => Read("file,label\na,x\n\"b,y\nc,z\n"));

        Assert.Equal(3, error.Line);
    }

    [Fact]
    public void Read_Latin1_NamesTheLine()
    {
        string path = _folder.Write("data.csv", Encoding.Latin1.GetBytes("file,label\na,x\nGröße,y\n"));

        var error = Assert.Throws<InvalidInputException>(() => DatasetReader.Read(path));

        Assert.Equal(3, error.Line);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownClass_ListsTheFoundOnes()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            DatasetReader.Read(_folder.Write("x.csv", "file,label\na,x\nb,y\n"), ["w"])
        );

        Assert.Contains("'w'", error.Message, StringComparison.Ordinal);
        Assert.Contains("x, y", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_IsNamed() =>
        Assert.Equal("nowhere.csv", Assert.Throws<InvalidInputException>(() => DatasetReader.Read("nowhere.csv")).File);

    private ImageDataset Read(string text) => DatasetReader.Read(_folder.Write("data.csv", text));
}
