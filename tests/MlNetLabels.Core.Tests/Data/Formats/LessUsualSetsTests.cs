using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Shapes of public sets that are neither plain folders nor plain tables, and that were read wrong before.</summary>
public sealed class LessUsualSetsTests : FormatFixture
{
    [Fact]
    public void Read_SplitFoldersWithinFoldersOfTheirName_AreSplits()
    {
        Touch(
            "seg_train/seg_train/sea/1.jpg",
            "seg_train/seg_train/street/1.jpg",
            "seg_test/seg_test/sea/2.jpg",
            "seg_test/seg_test/street/2.jpg",
            "seg_pred/seg_pred/3.jpg"
        );

        var data = Read();

        Assert.Equal(["sea", "street"], data.LabelNames);
        Assert.Equal(
            [
                "seg_train/seg_train/sea/1.jpg train +sea -street",
                "seg_train/seg_train/street/1.jpg train -sea +street",
                "seg_test/seg_test/sea/2.jpg test +sea -street",
                "seg_test/seg_test/street/2.jpg test -sea +street",
            ],
            Lines(data)
        );
        Assert.Contains("Left out, as they lie beside the splits: seg_pred.", data.Notes);
        AllExist(data);
    }

    [Fact]
    public void Read_TestFolderWithoutClasses_IsLeftOutAndSaid()
    {
        Touch("train/cats/1.jpg", "train/dogs/1.jpg", "test/1.jpg", "test/2.jpg");

        var data = Read();

        Assert.Equal(["train/cats/1.jpg +cats -dogs", "train/dogs/1.jpg -cats +dogs"], Lines(data));
        Assert.Contains("The folders of classes are those in train.", data.Notes);
        Assert.Contains(data.Notes, note => note.EndsWith("is unknown: test.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("is_valid", "True", "False", Split.Validation, Split.Train)]
    [InlineData("is_test", "1", "0", Split.Test, Split.Train)]
    [InlineData("is_train", "1", "0", Split.Train, Split.Test)]
    public void Read_ColumnThatSaysWhichImagesAreOfASplit_IsNoLabel(
        string column,
        string yes,
        string no,
        Split first,
        Split second
    )
    {
        Write("t.csv", $"fname,cat,dog,{column}\na.jpg,1,0,{yes}\nb.jpg,0,1,{no}\n");

        var data = Read("t.csv");

        Assert.Equal(["cat", "dog"], data.LabelNames);
        Assert.Equal([first, second], data.Rows.Select(row => row.Split!.Value));
        Assert.Contains($"splits from '{column}' (1 is", data.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ColumnOfASplitThatSaysSomethingElse_IsRefused()
    {
        Write("t.csv", "file,label,is_valid\na.jpg,x,1\nb.jpg,y,maybe\n");

        Assert.Equal(3, Fails("t.csv").Line);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("1.0")]
    public void Read_SplitsByNumber_AreNotGuessed(string split)
    {
        Write("t.csv", $"file,label,split\na.jpg,x,{split}\n");

        Assert.Contains("none is guessed; --ignore-columns split", Fails("t.csv").Message, StringComparison.Ordinal);
        Assert.Single(Read("t.csv", new DatasetOptions { IgnoreColumns = ["split"] }).Rows);
    }

    [Theory]
    [InlineData("label1,label2")]
    [InlineData("tag_1,tag_2")]
    [InlineData("Class 1,Class 2")]
    public void Read_SeveralColumnsOfNames_SaysHowToJoinThem(string columns)
    {
        Write("t.csv", $"file,{columns}\na.jpg,cat,owl\nb.jpg,dog,\n");

        string said = Fails("t.csv").Message;

        Assert.Contains("join them in one column 'labels'", said, StringComparison.Ordinal);
        Assert.Contains($"--label-column {columns.Split(',')[0]}", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClassesJoinedByCommas_AreDoubtedAndReadAsListsOnRequest()
    {
        Write("t.csv", "file,label\na.jpg,\"cat, dog\"\nb.jpg,cat\nc.jpg,dog\nd.jpg,\"owl, snowy\"\n");

        Assert.Contains(
            "1 of its cells looks like a list, such as 'cat, dog'",
            Assert.Single(Read("t.csv").Notes),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "a.jpg +cat +dog -owl -snowy",
            Lines(Read("t.csv", new DatasetOptions { LabelColumn = "label" }))[0]
        );
    }

    [Fact]
    public void Read_MinusOneForAbsent_IsDoubted()
    {
        Write("t.csv", "image_id,Smiling,Young\na.jpg,1,-1\nb.jpg,-1,1\n");

        var data = Read("t.csv");

        Assert.Equal(["a.jpg +Smiling ?Young", "b.jpg ?Smiling +Young"], Lines(data));
        string note = data.Notes[^1];
        Assert.Contains("Cells of -1, read as unknown: 2. No cell is 0", note, StringComparison.Ordinal);
        Assert.Contains("--one-class", note, StringComparison.Ordinal);
        Assert.Equal([0, 1], Read("t.csv", new DatasetOptions { OneClass = true }).Classes([0, 1]));
        Write("t.csv", "image_id,Smiling,Young\na.jpg,1,-1\nb.jpg,0,0\n");
        Assert.Contains("Cells of -1, read as unknown: 1.", Read("t.csv").Notes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("train.csv")]
    public void Read_CompetitionWithTestImagesOfTheSameNames_TakesThoseToTrainOn(string? named)
    {
        Touch("train/0.jpg", "train/1.jpg", "test/0.jpg", "test/1.jpg");
        Write("train.csv", "id,label\n0.jpg,a\n1.jpg,b\n");
        Write("test.csv", "id\n0.jpg\n1.jpg\n");
        Write("sample_submission.csv", "id,label\n0.jpg,a\n1.jpg,a\n");

        Assert.Equal(["train/0.jpg +a -b", "train/1.jpg -a +b"], Lines(Read(named)));
    }

    [Fact]
    public void Read_FoldersWithFilesOfTheSameNames_AreSaid()
    {
        Touch("large/0.jpg", "small/0.jpg");
        Write("list.csv", "file,label\n0.jpg,a\n");

        var data = Read("list.csv");

        Assert.Equal("large/0.jpg", data.Rows[0].File);
        Assert.Contains(
            $"Files of the same names lie in {_folder.File("small")}, too, which are not taken; --images names the folder that is meant.",
            data.Notes
        );
        Assert.DoesNotContain(
            Read("list.csv", new DatasetOptions { Images = _folder.File("small") }).Notes,
            note => note.Contains("same names", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Read_ClassFoldersInOneFolder_AreTheClasses()
    {
        Touch("images/001.Black/1.jpg", "images/002.Laysan/1.jpg");
        Write("attributes/a.txt", "1");
        Write("classes.txt", "1 001.Black");

        var data = Read();

        Assert.Equal(
            ["images/001.Black/1.jpg +001.Black -002.Laysan", "images/002.Laysan/1.jpg -001.Black +002.Laysan"],
            Lines(data)
        );
        Assert.Contains("The folders of classes are those in images.", data.Notes);
    }

    [Fact]
    public void Read_OnlyClassOfATestSetWithFoldersInIt_StaysAClass()
    {
        Touch("dogs/old/1.jpg", "dogs/new/1.jpg");

        Assert.Equal(["dogs"], Read().LabelNames);
    }

    [Theory]
    [InlineData(
        "cat.0.jpg",
        "cat.1.jpg",
        "dog.0.jpg",
        "dog.1.jpg",
        "move them into folders called so: cat (2), dog (2)."
    )]
    [InlineData("Great_Dane_1.jpg", "Great_Dane_2.jpg", "pug_1.jpg", "pug_2.jpg", "Great_Dane (2), pug (2).")]
    [InlineData("0.cls", "0.jpg", "1.cls", "1.jpg", "a WebDataset")]
    [InlineData("a.jpg", "more.zip", "b.jpg", "c.jpg", "more.zip is read where it is named itself: ")]
    public void Read_ImagesWithoutFolders_SaysHowToSortThem(string a, string b, string c, string d, string hint)
    {
        Touch(a, b, c, d);

        Assert.Contains(hint, Fails().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pixel")]
    [InlineData("1x")]
    public void Read_TableOfPixels_SaysWhatItIs(string column)
    {
        string pixels = string.Join(',', Enumerable.Range(1, 784).Select(i => $"{column}{i}"));
        Write("mnist.csv", $"label,{pixels}\n");

        string said = Fails("mnist.csv").Message;

        Assert.Contains("These are pixels", said, StringComparison.Ordinal);
        Assert.InRange(said.Length, 0, 400);
    }
}
