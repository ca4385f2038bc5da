using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>
/// Exports of Hugging Face (metadata.csv, metadata.jsonl), Roboflow (_classes.csv) and Kaggle (image_name, tags) with
/// one thing wrong, by accident or on purpose.
/// </summary>
public sealed class DamagedTablesTests : FormatFixture
{
    private const string HuggingFace = "metadata.csv",
        HuggingFaceLines = "metadata.jsonl",
        Roboflow = "_classes.csv",
        Kaggle = "train.csv";

    [Theory]
    [InlineData(HuggingFace, "file_name,label\na.jpg,x\n,y\n", 3, "the file name is empty")]
    [InlineData(HuggingFace, "file_name,label\na.jpg,x\nb.jpg,\n", 3, "the class is empty")]
    [InlineData(HuggingFace, "file_name,label\na.jpg,x\nb.jpg\n", 3, "1 cell, but the header names 2 columns")]
    [InlineData(
        HuggingFace,
        "file_name,label\na.jpg,x\na.jpg,y\n",
        3,
        "'a.jpg' is 'y' here, but 'x' in line 2. Delete the wrong row."
    )]
    [InlineData(HuggingFace, "file_name,label\na.jpg,x\nb.jpg,\"y\n", 3, "a quote")]
    [InlineData(HuggingFace, "file_name,text\na.jpg,a photo\n", 1, "no column says what the images show")]
    [InlineData(HuggingFace, "file_name,label\n", null, "no rows")]
    [InlineData(HuggingFaceLines, "{\"file_name\": \"a.jpg\", \"label\": \"x\"}\n{\"file_name\": \"b\n", 2, "JSON")]
    [InlineData(HuggingFaceLines, "{\"file_name\": \"a.jpg\", \"label\": \"x\"}\n[1]\n", 2, "JSON object")]
    [InlineData(
        HuggingFaceLines,
        "{\"file_name\": \"a.jpg\", \"label\": {\"name\": \"x\"}}\n",
        1,
        "'label' must be text"
    )]
    [InlineData(HuggingFaceLines, "{\"file_name\": \"a.jpg\", \"label\": \"x\", \"label\": \"y\"}\n", 1, "JSON")]
    [InlineData(HuggingFaceLines, "{\"file_name\": \"a.jpg\", \"label\": \"\\ud800\"}\n", 1, "JSON")]
    [InlineData(HuggingFaceLines, "{\"label\": \"x\"}\n", 1, "'file'")]
    [InlineData(HuggingFaceLines, "{\"file_name\": \"a\\u0000.jpg\", \"label\": \"x\"}\n", 1, "zero character")]
    [InlineData(Roboflow, "filename, cat\na.jpg, 1\nb.jpg, 2\n", 3, "'2'")]
    [InlineData(Roboflow, "filename, cat\na.jpg, 1\nb.jpg, cat\n", 3, "'cat'")]
    [InlineData(Roboflow, "filename, cat, cat\na.jpg, 1, 0\n", 1, "named twice")]
    [InlineData(Roboflow, "filename\na.jpg\n", 1, "no column says")]
    [InlineData(Roboflow, "filename, cat\na.jpg, 1\na.jpg, 0\n", 3, "with other labels")]
    [InlineData(Roboflow, "filename, cat\na.jpg, 1, 0\n", 2, "3 cells")]
    [InlineData(
        Kaggle,
        "image_name,tags\na,haze\na,clear\n",
        3,
        "Delete the wrong row. Several labels of one image are one row"
    )]
    [InlineData(Kaggle, "image_name,tags\na,haze\n,clear\n", 3, "the file name is empty")]
    [InlineData(Kaggle, "image_name,tags\na,\nb,\n", null, "no image has any label")]
    [InlineData(Kaggle, "image_name,tags\na,\"['haze'\"\nb,['clear\n", null, null)]
    public void Read_OneThingWrong_NamesFileLineAndReason(string file, string text, int? line, string? reason)
    {
        Touch("a.jpg", "b.jpg");
        Write(file, text);
        if (reason is null)
        {
            // Brackets that never close are part of a name, which is said.
            Assert.Contains(Read().Notes, note => note.Contains("each cell is one label", StringComparison.Ordinal));
            return;
        }

        var error = Fails();

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Theory]
    [InlineData(HuggingFace, "file_name,label\na.jpg,x\na.jpg,x\nb.jpg,y\n")]
    [InlineData(
        HuggingFaceLines,
        """
            {"file_name": "a.jpg", "label": "x"}
            {"file_name": "a.jpg", "label": "x", "other": 1}
            {"file_name": "b.jpg", "label": "y"}
            """
    )]
    [InlineData(Roboflow, "filename, x, y\na.jpg, 1, 0\na.jpg, 1, 0\nb.jpg, 0, 1\n")]
    [InlineData(Kaggle, "image_name,tags\na,x\na,x\nb,y\n")]
    public void Read_RowsThatAreThereTwice_CountOnceAndAreSaid(string file, string text)
    {
        Touch("a.jpg", "b.jpg");
        Write(file, text);

        var data = Read();

        Assert.Equal(["a.jpg +x -y", "b.jpg -x +y"], Lines(data));
        Assert.Contains("Left out 1 row that lists an image again with the same labels.", data.Notes);
    }

    [Fact]
    public void Read_RowsThatDifferInTheSplitAlone_AreRefused()
    {
        Write("t.csv", "file,label,split\na.jpg,x,train\na.jpg,x,test\n");

        Assert.Contains("with another split", Fails("t.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RowsOfEmbeddingsThatAreThereTwice_AreRefused()
    {
        Write("t.csv", "file,label\na.jpg,x\na.jpg,x\n");

        Assert.Contains(
            "list each image once",
            Fails("t.csv", new DatasetOptions { FindImages = false }).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(HuggingFace, "file_name,label\na.jpg,x\ngone.jpg,y\n")]
    [InlineData(Roboflow, "filename, x, y\na.jpg, 1, 0\ngone.jpg, 0, 1\n")]
    [InlineData(Kaggle, "image_name,tags\na,x\ngone,y\n")]
    public void Read_ImageThatIsNotThere_StaysARowThatEmbeddingWillName(string file, string text)
    {
        Touch("a.jpg");
        Write(file, text);

        var data = Read();

        Assert.Equal(2, data.Rows.Count);
        Assert.True(File.Exists(data.Rows[0].Path));
        Assert.False(File.Exists(data.Rows[1].Path));
    }

    [Theory]
    [InlineData(HuggingFace, "file_name,label\n../secret.jpg,x\na.jpg,y\n")]
    [InlineData(HuggingFaceLines, "{\"file_name\": \"sub/../../secret.jpg\", \"label\": \"x\"}\n")]
    [InlineData(Roboflow, "filename, x\n../secret.jpg, 1\na.jpg, 0\n")]
    [InlineData(Kaggle, "image_name,tags\n../secret,x\na,y\n")]
    public void Read_NameThatLeadsOutOfTheFolder_IsSaid(string file, string text)
    {
        Touch("secret.jpg", "set/a.jpg", "set/sub/a.jpg");
        Write($"set/{file}", text);

        Assert.Contains(
            Read("set").Notes,
            note => note.StartsWith("1 image lies outside of this folder, such as ", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(HuggingFace, "file_name,label\n")]
    [InlineData(Roboflow, "filename, x\n")]
    [InlineData(Kaggle, "image_name,tags\n")]
    public void Read_CellOfMillions_IsALabelOrRefusedInAShortSentence(string file, string header)
    {
        Touch("a.jpg");
        Write(file, $"{header}a.jpg,{new string('z', 3_000_000)}\n");

        string said;
        try
        {
            said = string.Join('\n', Read().Notes.DefaultIfEmpty(""));
        }
        catch (InvalidInputException error)
        {
            said = error.Message;
        }

        Assert.InRange(said.Length, 0, 2000);
    }

    [Fact]
    public void Read_NamesOfMillions_AreRefusedInAShortSentence()
    {
        Touch("a.jpg");
        Write(HuggingFace, $"file_name,label\n{new string('n', 3_000_000)}.jpg,x\na.jpg,y\n");

        // A name that no file can have is one that is not there.
        Assert.False(File.Exists(Read().Rows[0].Path));
        Write(HuggingFace, $"file_name,label\na.jpg,x\n{new string('n', 3_000_000)},\n");
        Assert.InRange(Fails().Message.Length, 1, 2000);
    }

    [Fact]
    public void HuggingFace_BesideAndInSplits_AreOneSet()
    {
        Touch("train/a.jpg", "validation/b.jpg", "test/c.jpg");
        Write("train/metadata.jsonl", "\uFEFF{\"file_name\": \"a.jpg\", \"labels\": [\"x\", \"y\"]}\n");
        Write("validation/metadata.jsonl", "{\"file_name\": \"b.jpg\", \"labels\": []}\n\n");
        Write("test/metadata.jsonl", "{\"file_name\": \"./c.jpg\", \"labels\": [\"y\"]}");

        Assert.Equal(
            ["test/c.jpg test -x +y", "train/a.jpg train +x +y", "validation/b.jpg validation -x -y"],
            Lines(Read())
        );
    }
}
