using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

public sealed class JsonLinesDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Labels_MayBeListsOrText()
    {
        var data = Read(
            """
            {"file": "a.jpg", "labels": ["fish", "sea"], "split": "train"}

            {"file": "b.jpg", "labels": "sea", "split": "test"}
            {"file": "c.jpg", "labels": [], "split": "valid"}
            """
        );

        Assert.Equal(["fish", "sea"], data.LabelNames);
        Assert.Equal([LabelState.Absent, LabelState.Present], data.Rows[1].Labels);
        Assert.Equal([LabelState.Absent, LabelState.Absent], data.Rows[2].Labels);
        Assert.Equal([Split.Train, Split.Test, Split.Validation], data.Rows.Select(r => r.Split));
        Assert.Equal([1, 3, 4], data.Rows.Select(r => r.Line));
    }

    [Fact]
    public void Read_OneMemberALabel_NullAndMissingAreUnknown()
    {
        var data = Read(
            """
            {"file": "a.jpg", "fish": 1, "shark": false}
            {"file": "b.jpg", "fish": null, "shark": true}
            {"file": "c.jpg", "fish": "0"}
            """
        );

        Assert.Equal([LabelState.Present, LabelState.Absent], data.Rows[0].Labels);
        Assert.Equal([LabelState.Unknown, LabelState.Present], data.Rows[1].Labels);
        Assert.Equal([LabelState.Absent, LabelState.Unknown], data.Rows[2].Labels);
    }

    [Theory]
    [InlineData("""{"file": "a", "label": "x"}""" + "\n" + """{"file": "b", "label": """, 2)]
    [InlineData("[1, 2]", 1)]
    [InlineData("""{"file": "a", "file": "b", "label": "x"}""", 1)]
    [InlineData("""{"file": "a", "label": {"x": 1}}""", 1)]
    [InlineData("""{"file": "a", "labels": [1]}""", 1)]
    [InlineData("""{"file": "a", "label": "\ud800"}""", 1)]
    [InlineData("""{"file": "a", "label": "x"}""" + "\n" + """{"file": "b"}""", 2)]
    [InlineData("""{"label": "x"}""", 1)]
    [InlineData("""{"file": "a", "labels": ["x;y"]}""", 1)]
    public void Read_BadLine_IsNamed(string text, int line)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(text));

        Assert.Equal(_folder.File("data.jsonl"), error.File);
        Assert.Equal(line, error.Line);
    }

    private ImageDataset Read(string text) => DatasetReader.Read(_folder.Write("data.jsonl", text));
}
