using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Tables as Excel, pandas and people write them.</summary>
public sealed class TableShapesTests : FormatFixture
{
    [Theory]
    [InlineData("file;label\na.jpg;x\nb.jpg;y\n")]
    [InlineData("file\tlabel\na.jpg\tx\nb.jpg\ty\n")]
    [InlineData("sep=;\r\nfile;label\r\na.jpg;x\r\nb.jpg;y\r\n")]
    [InlineData("\uFEFFsep=|\nFile|Class\na.jpg|x\nb.jpg|y\n")]
    [InlineData("Image_Name,CATEGORY\na.jpg,x\nb.jpg,y\n")]
    [InlineData(",filename,label\n0,a.jpg,x\n1,b.jpg,y\n")]
    [InlineData("id,label\na.jpg,x\nb.jpg,y\n")]
    [InlineData("file;label;;\na.jpg;x;;\nb.jpg;y;;\n")]
    public void Read_DelimitersAndNames_AreFoundOut(string text)
    {
        Write("t.csv", text);

        Assert.Equal(["a.jpg +x -y", "b.jpg -x +y"], Lines(Read("t.csv")));
    }

    [Fact]
    public void Read_LineOfABadRowBelowSep_IsTheFilesOwn()
    {
        Write("t.csv", "sep=;\nfile;label\na.jpg;x\nb.jpg\n");

        Assert.Equal(4, Fails("t.csv").Line);
    }

    [Fact]
    public void Read_Cells_AreReadAsPeopleWriteThem()
    {
        Write("t.csv", "file,cat\na,1\nb,1.0\nc,TRUE\nd,yes\ne,0\nf,0.0\ng,False\nh,No\ni,-1\nj,NaN\nk,\nl,nan\n");

        Assert.Equal(
            [
                "a +cat",
                "b +cat",
                "c +cat",
                "d +cat",
                "e -cat",
                "f -cat",
                "g -cat",
                "h -cat",
                "i ?cat",
                "j ?cat",
                "k ?cat",
                "l ?cat",
            ],
            Lines(Read("t.csv"))
        );
    }

    [Theory]
    [InlineData("1,0", "a number with a comma")]
    [InlineData("N/A", "an empty cell")]
    [InlineData("n/a", "an empty cell")]
    [InlineData("null", "an empty cell")]
    [InlineData("#REF!", "an empty cell")]
    [InlineData("#N/A", "an empty cell")]
    public void Read_ClassThatIsNone_IsRefusedWithItsLine(string cell, string words)
    {
        Write("t.csv", $"file;label\na.jpg;x\nb.jpg;{cell}\n");

        var error = Fails("t.csv");

        Assert.Equal(3, error.Line);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesInAMacsSpelling_AreFound()
    {
        string apart = "Blu\u0308te.jpg";
        Write(apart, "");
        Write("t.csv", "file,label\nBl\u00fcte.jpg,x\nother.jpg,y\n");
        Write("other.jpg", "");

        Assert.Equal([apart, "other.jpg"], Read("t.csv").Rows.Select(row => Path.GetFileName(row.Path)));
    }

    [Theory]
    [InlineData("file;cat\na;1\nb;1,0\n", "point")]
    [InlineData("file;cat\na;1\nb;0,5\n", "Round it")]
    [InlineData("file;cat;weight\na;1;1\nb;0;1,5\n", "point")]
    [InlineData("file,cat\na,1\nb,0.7\n", "'0.7'")]
    [InlineData("file,cat,age\na,1,1\nb,0,35\n", "--ignore-columns")]
    public void Read_NumbersThatAreNoState_AreRefused(string text, string reason)
    {
        Write("t.csv", text);

        var error = Fails("t.csv");

        Assert.Equal(3, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels", "a;b", "c", "split at ';'")]
    [InlineData("labels", "a|b", "c", "split at '|'")]
    [InlineData("labels", "\"a, b\"", "c", "split at ','")]
    [InlineData("tags", "a b", "c", "split at spaces")]
    [InlineData("labels", "\"['a', 'b']\"", "['c']", "lists in brackets")]
    [InlineData("labels", "\"[\"\"a\"\", \"\"b\"\"]\"", "\"[\"\"c\"\"]\"", "lists in brackets")]
    [InlineData("Tags", "\"[a, b]\"", "[c]", "lists in brackets")]
    public void Read_Lists_AreSplitAsTheColumnIs(string column, string first, string second, string how)
    {
        Write("t.csv", $"file,{column}\n1.jpg,{first}\n2.jpg,{second}\n3.jpg,\n");

        var data = Read("t.csv");

        Assert.Equal(["1.jpg +a +b -c", "2.jpg -a -b +c", "3.jpg -a -b -c"], Lines(data));
        if (how != "split at ';'")
            Assert.Contains(how, Assert.Single(data.Notes), StringComparison.Ordinal);
        Assert.True(data.OthersAreAbsent);
    }

    [Theory]
    [InlineData("1.jpg,sea lion\n2.jpg,owl\n", "each cell is one label, such as 'sea lion'")]
    [InlineData("1.jpg,a;b\n2.jpg,\"a, c\"\n", "',' in 'a, c' is part of a label")]
    public void Read_ListsThatLookLikeAnother_AreDoubted(string rows, string doubt)
    {
        Write("t.csv", "file,labels\n" + rows);

        Assert.Contains(doubt, Assert.Single(Read("t.csv").Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ListThatNeverEnds_NamesTheLine()
    {
        Write("t.csv", "file,labels\n1.jpg,['a']\n2.jpg,\"['b, c]\"\n");

        Assert.Equal(3, Fails("t.csv").Line);
    }

    [Fact]
    public void Read_ClassesThatLookLikeLists_AreDoubtedAndReadAsListsOnRequest()
    {
        Write("t.csv", "file,label\n1.jpg,a;b\n2.jpg,a\n");

        Assert.Contains(
            "1 of its cells looks like a list",
            Assert.Single(Read("t.csv").Notes),
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["1.jpg +a +b", "2.jpg +a -b"],
            Lines(Read("t.csv", new DatasetOptions { LabelColumn = "label" }))
        );
    }

    [Fact]
    public void Read_ColumnsNamedByTheUser_AreTaken()
    {
        Write("t.csv", "who,picture,what,also,cat,dog\nme,a.jpg,x,1,1,0\nyou,b.jpg,y,0,0,1\n");

        Assert.Equal(
            ["a.jpg +x -y", "b.jpg -x +y"],
            Lines(Read("t.csv", new DatasetOptions { FileColumn = "picture", LabelColumn = "What" }))
        );
        Assert.Equal(
            ["a.jpg -dog", "b.jpg +dog"],
            Lines(Read("t.csv", new DatasetOptions { FileColumn = "picture", LabelColumns = ["dog"] }))
        );
        var data = Read("t.csv", new DatasetOptions { FileColumn = "picture", IgnoreColumns = ["also"] });
        Assert.Equal(["a.jpg +cat -dog", "b.jpg -cat +dog"], Lines(data));
        Assert.Contains("Columns that are not used: who, what.", data.Notes);
    }

    [Theory]
    [InlineData("nobody", null, "--file-column")]
    [InlineData("file", "nobody", "--label-column")]
    public void Read_ColumnThatIsNotThere_IsNamed(string file, string? label, string option)
    {
        Write("t.csv", "file,label\na.jpg,x\n");

        Assert.Contains(
            option,
            Fails("t.csv", new DatasetOptions { FileColumn = file, LabelColumn = label }).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_ChosenAndIgnoredLabels_AreLeft()
    {
        Write("t.csv", "file,labels\n1.jpg,a;b;c\n2.jpg,c\n");

        Assert.Equal(["1.jpg +c +a", "2.jpg +c -a"], Lines(Read("t.csv", new DatasetOptions { Classes = ["c", "a"] })));
        Assert.Equal(
            ["1.jpg +a +b", "2.jpg -a -b"],
            Lines(Read("t.csv", new DatasetOptions { IgnoreColumns = ["c"] }))
        );
        Write("u.csv", "file,a,c\n1.jpg,1,0\n2.jpg,0,1\n");
        Assert.Contains(
            "'c' is taken by --label-columns and left out by --ignore-columns",
            Fails("u.csv", new DatasetOptions { LabelColumns = ["a", "c"], IgnoreColumns = ["c"] }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'x'",
            Fails("t.csv", new DatasetOptions { IgnoreColumns = ["x"] }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'x'",
            Fails("t.csv", new DatasetOptions { Classes = ["x"] }).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_OneHot_IsLabelSetsAndSaysHowToHaveClasses()
    {
        Write("t.csv", "file,cat,dog\na.jpg,1,0\nb.jpg,0,1\n");

        var data = Read("t.csv");
        var classes = Read("t.csv", new DatasetOptions { OneClass = true });

        Assert.Equal(TargetKind.LabelSets, data.Kind);
        Assert.Contains("--one-class", Assert.Single(data.Notes), StringComparison.Ordinal);
        Assert.Equal(TargetKind.Classes, classes.Kind);
        Assert.Equal([0, 1], classes.Classes([0, 1]));
        Write("t.csv", "file,cat,dog\na.jpg,1,0\nb.jpg,1,1\n");
        Assert.Equal(3, Fails("t.csv", new DatasetOptions { OneClass = true }).Line);
    }

    [Fact]
    public void Read_NamesWithoutExtensionOrInAnotherCase_AreFound()
    {
        Touch("train-jpg/a.jpg", "train-jpg/B.JPG", "train-jpg/c.v2.png");
        Write("t.csv", "image_name,tags\na,haze primary\nb.jpg,clear\nc.v2,haze\n");

        var data = Read("t.csv");

        Assert.Equal(
            [
                "train-jpg/a.jpg -clear +haze +primary",
                "train-jpg/B.JPG +clear -haze -primary",
                "train-jpg/c.v2.png -clear +haze -primary",
            ],
            Lines(data)
        );
        AllExist(data);
    }

    [Fact]
    public void Read_NameThatMayBeTwoFiles_IsRefused()
    {
        Touch("a.jpg", "a.png");
        Write("t.csv", "file,label\na,x\n");

        Assert.Contains("a.jpg, a.png", Fails("t.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PathsOfWindows_SayWhatTheyAreAndAreFoundByTheirEnds()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("these are this system's own paths");
        using var images = new Testing.TemporaryFolder();
        images.Write("cats/1.jpg", [1]);
        images.Write("dogs/1.jpg", [2]);
        Write("t.csv", "file,label\nC:\\photos\\cats\\1.jpg,cat\n\\\\nas\\photos\\dogs\\1.jpg,dog\n");

        var error = Fails("t.csv");
        var data = Read("t.csv", new DatasetOptions { Images = images.Path });

        Assert.Equal(2, error.Line);
        Assert.Contains("a full path of a Windows computer", error.Message, StringComparison.Ordinal);
        Assert.Contains("--images", error.Message, StringComparison.Ordinal);
        Assert.Equal(["cats/1.jpg +cat -dog", "dogs/1.jpg -cat +dog"], Lines(data));
        AllExist(data);
    }

    [Fact]
    public void Read_Addresses_AreNotFetched()
    {
        Write("t.csv", "file,label\nhttps://example.org/photos/a%20b.jpg?size=1,x\n");
        using var images = new Testing.TemporaryFolder();
        images.Write("photos/a b.jpg", [1]);

        Assert.Contains("not fetched", Fails("t.csv").Message, StringComparison.Ordinal);
        Assert.Equal(["photos/a b.jpg +x"], Lines(Read("t.csv", new DatasetOptions { Images = images.Path })));
    }

    [Fact]
    public void Read_FullPathsThatAreNotHere_AreSaid()
    {
        Write("t.csv", "file,label\n/nowhere/photos/a.jpg,x\n/nowhere/photos/b.jpg,y\n");

        Assert.Contains(
            "2 images have full paths that are not here",
            Assert.Single(Read("t.csv").Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_FolderOfImagesWithItsList_IsTheTable()
    {
        Touch("images/a.jpg", "images/b.jpg");
        Write("labels.csv", "file,label\na.jpg,x\nb.jpg,y\n");

        var data = Read();

        Assert.Equal(["images/a.jpg +x -y", "images/b.jpg -x +y"], Lines(data));
        Assert.Contains("labels.csv", data.Notes[0], StringComparison.Ordinal);
        AllExist(data);
    }

    [Fact]
    public void Read_ListsOfSplits_AreSplits()
    {
        Touch("train/a.jpg", "test/b.jpg");
        Write("train.csv", "file,label\na.jpg,x\n");
        Write("test.csv", "file,label\nb.jpg,y\n");

        Assert.Equal(["test/b.jpg test -x +y", "train/a.jpg train +x -y"], Lines(Read()));
    }

    [Fact]
    public void Read_ListAmongClassFolders_IsNotTaken()
    {
        Touch("cats/a.jpg", "dogs/b.jpg");
        Write("other.csv", "file,label\na.jpg,x\n");

        Assert.Equal(["cats", "dogs"], Read().LabelNames);
    }

    [Fact]
    public void Read_ImagesFolderThatIsNotThere_IsNamed()
    {
        Write("t.csv", "file,label\na.jpg,x\n");

        Assert.Contains(
            "nowhere",
            Fails("t.csv", new DatasetOptions { Images = "nowhere" }).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_MoreLabelsThanAnyoneHas_LooksLikeText()
    {
        Write(
            "t.csv",
            "file,labels\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 1001)
                        .Select(i => $"{i}.jpg,{string.Join(';', Enumerable.Range(i * 100, 100))}\n")
                )
        );

        Assert.Contains("free text", Fails("t.csv").Message, StringComparison.Ordinal);
    }
}
