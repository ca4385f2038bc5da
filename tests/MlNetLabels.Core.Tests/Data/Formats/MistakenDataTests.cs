using System.Text;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>What is said of data that are other than their owner thinks: what it is, and what to do.</summary>
public sealed class MistakenDataTests : FormatFixture
{
    [Fact]
    public void Read_TwoCocoFilesOfTheSameImages_NamesBoth()
    {
        Touch("1.jpg");
        foreach (var (file, id) in ((string, int)[])[("a.json", 1), ("b.json", 2)])
            Write(
                file,
                $$"""
                {"images": [{"id": 1, "file_name": "1.jpg"}], "annotations": [{"id": 1, "image_id": 1, "category_id": {{id}}}],
                 "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]}
                """
            );

        var error = Fails();

        Assert.Contains("b.json", error.File, StringComparison.Ordinal);
        Assert.Contains(
            "'1.jpg' is listed already in a.json, with other labels: name the one",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        """{"images": [{"id": 1, "file_name": "1.jpg"}], "categories": []}""",
        "COCO without its member 'annotations'"
    )]
    [InlineData(
        """{"images": [{"id": 1, "file_name": "1.jpg"}], "annotations": [{"id": 1, "image_id": 9, "category_id": 1}],"""
            + """ "categories": [{"id": 1, "name": "cat"}]}""",
        "no image has any label. set.json: 1 object is of images that it does not list."
    )]
    public void Read_CocoThatSaysNothingOfItsImages_SaysWhy(string json, string expected)
    {
        Touch("1.jpg");
        Write("set.json", json);

        Assert.Contains(expected, Fails("set.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CvatForVideo_SaysWhatToExport()
    {
        Write("annotations.xml", "<annotations><track id=\"0\" label=\"cat\"><box frame=\"0\"/></track></annotations>");

        Assert.Contains(
            "'CVAT for video', which is not read",
            Fails("annotations.xml").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_BoxesOfSeveralClassesOnOneImage_AreToldAsBoxes()
    {
        Touch("1.jpg");
        Write("list.csv", "filename,class,xmin,ymin,xmax,ymax\n1.jpg,cat,1,1,2,2\n1.jpg,dog,1,1,2,2\n");

        Assert.Contains("The rows are boxes, several of an image", Fails("list.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SplitsWithAListInEach_AreNoClasses()
    {
        foreach (string split in (string[])["train", "valid", "test"])
        {
            Touch($"{split}/1.jpg", $"{split}/2.jpg");
            Write(
                $"{split}/_annotations.csv",
                "filename,width,height,class,xmin,ymin,xmax,ymax\n1.jpg,9,9,a,1,1,2,2\n"
            );
        }

        Assert.Contains(
            "its folders test, train, valid are splits with a list in each (_annotations.csv)",
            Fails().Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_LinkToNowhereAmongClasses_IsSaid()
    {
        Touch("a/1.jpg", "b/1.jpg", "elsewhere/1.jpg");
        try
        {
            Directory.CreateSymbolicLink(_folder.File("c"), _folder.File("nowhere"));
            Directory.CreateSymbolicLink(_folder.File("d"), _folder.File("elsewhere"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("links cannot be made here");
        }

        Assert.Equal(
            "Left out 1 link that leads nowhere: c.",
            Read().Notes.First(x => x.Contains("link", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("file,a,b\n1.jpg,1,x\n2.jpg,0,\n", "column b holds 'x'. Write 1 where the label is there")]
    [InlineData(
        "file;a;b\n1.jpg;1,0;0,0\n2.jpg;0,0;1,0\n",
        "columns a, b hold numbers such as 1,0: write numbers with a point"
    )]
    [InlineData(
        "file;a;b\n1.jpg;0,5;1,0\n2.jpg;0,0;1,0\n",
        "columns a, b hold numbers such as 0,5, not 0 and 1. Round them"
    )]
    public void Read_LabelsWrittenOtherwise_AreNotLeftOut(string table, string expected)
    {
        Touch("1.jpg", "2.jpg");
        Write("list.csv", table);

        Assert.Contains(expected, Fails("list.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CellsWithoutAnAnswer_AreCounted()
    {
        Touch("1.jpg", "2.jpg");
        Write("list.csv", "file,a,b\n1.jpg,1.0,\n2.jpg,NaN,1.0\n");

        Assert.Contains(
            "Cells without an answer, read as unknown: 2. No cell is 0: if nothing means that the label is not there, write 0 instead.",
            Read("list.csv").Notes
        );
    }

    [Fact]
    public void Read_ImagesThatNoListNames_AreCountedAndNamed()
    {
        Touch("1.jpg", "2.jpg", "3.jpg", "extra.JPG", ".hidden.jpg", "deep/4.jpg", "deep/other.png");
        Write("list.csv", "file,label\n1.jpg,a\n2.jpg,b\n3.jpg,a\ndeep/4.jpg,b\n");

        Assert.Contains(
            "Left out 2 images beside the listed ones that no list names: extra.JPG, other.png.",
            Read().Notes
        );
        // Whoever names the list means no more than it lists; of classes that were not asked for it is said already.
        Assert.DoesNotContain(Read("list.csv").Notes, note => note.Contains("no list", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Read(options: new DatasetOptions { Classes = ["a"] }).Notes,
            note => note.Contains("no list", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(
        "photos.rar",
        "Rar!\u001A\u0007",
        "this is a RAR archive, which cannot be read here (zip and tar can). Unpack it"
    )]
    [InlineData(
        "photos",
        "7z\u00BC\u00AF",
        "this is a 7z archive, which cannot be read here (zip and tar can). Unpack it"
    )]
    [InlineData("photos.zip", "just words", "it is called .zip, but holds text. Download or make it again")]
    [InlineData("photos.zip", "\u0001\u0002\u0000", "it is called .zip, but holds something else.")]
    public void Read_NoArchiveThatIsRead_SaysWhatItIs(string name, string content, string words)
    {
        _folder.Write(name, Encoding.Latin1.GetBytes(content));

        Assert.Contains(words, Fails(name).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderWithAnArchiveAlone_SaysToUnpackIt()
    {
        _folder.Write("in/photos.rar", "Rar!"u8.ToArray());

        Assert.Contains("this is a RAR archive", Fails("in").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "file;rose;daisy\na;0,9;0,1\n",
        "columns rose, daisy hold numbers such as 0,9, not 0 and 1. Round them"
    )]
    [InlineData("file,rose\na,0.9\n", "column rose holds numbers such as 0.9, not 0 and 1. Round them")]
    [InlineData("file,when,price\na,monday,9.5\n", "--label-column names the one to take")]
    public void Read_ColumnsOfFractions_AreNotOfferedAsClasses(string text, string words)
    {
        Write("t.csv", text);

        Assert.Contains(words, Fails("t.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineOfAnotherSeparator_SaysWhich()
    {
        Write("t.csv", "file,label\na,x\nb;y\n");

        Assert.Contains("separated by ';', and the first by ','", Fails("t.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ImagesBesideAnEmptyFolder_SaysWhereTheyBelong()
    {
        Touch("img/1.jpg", "img/2.jpg");
        Directory.CreateDirectory(_folder.File("img", "daisy"));

        Assert.Contains("2 images that lie beside the class folders", Fails("img").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("images/")]
    public void Read_FolderWithSeveralLists_AsksForOne(string images)
    {
        Touch($"img/{images}1.jpg", $"img/{images}2.jpg");
        Write("img/a.csv", "file,label\n1.jpg,x\n");
        Write("img/b.csv", "file,label\n2.jpg,y\n");

        Assert.Contains(
            $"it holds several lists: a.csv, b.csv. Name the one you mean: {_folder.File("img", "a.csv")} or "
                + $"{_folder.File("img", "b.csv")} (or",
            Fails("img").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_SplitFoldersAskedForAsClasses_SaysSoAndHowElse()
    {
        Touch("train/a/1.jpg", "train/b/1.jpg", "test/a/2.jpg", "test/b/2.jpg");

        Assert.Equal(
            "'train' and 'test' are taken as classes, as --classes asks; inside lie a, b. To use them as splits, leave --classes out.",
            Assert.Single(Read(options: new DatasetOptions { Classes = ["train", "test"] }).Notes)
        );
    }

    [Fact]
    public void Read_ClassesCalledLikeSplitsWithoutFolders_AreNotDoubted()
    {
        Touch("train/1.jpg", "test/1.jpg");

        Assert.Empty(Read(options: new DatasetOptions { Classes = ["train", "test"] }).Notes);
    }

    [Fact]
    public void Read_FoldersOfYears_SaysHowToTakeAll()
    {
        Touch("2023/a/1.jpg", "2023/b/1.jpg", "2024/a/2.jpg", "2024/b/2.jpg");

        Assert.EndsWith(
            "Likewise: 2024. To take them together, put the images of each class into one folder, or list all of them in a CSV "
                + "(file,label).",
            Assert.Single(Read().Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_PathsOfAnotherComputer_SaysHowTheyWereFound()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There they are this computer's.");
        Touch("1.jpg", "2.jpg");
        Write("t.csv", "file,label\nC:\\photos\\1.jpg,a\nC:\\photos\\2.jpg,b\n");

        Assert.Equal(
            "2 images are listed by paths of another computer, or addresses (C:\\photos\\1.jpg), and were found here by the ends of "
                + "these.",
            Assert.Single(Read("t.csv").Notes)
        );
    }

    [Fact]
    public void Read_LabelAndClass_SaysWhichWasTaken()
    {
        Write("t.csv", "file,label,class,who\n1.jpg,a,x,me\n2.jpg,b,y,me\n");

        Assert.Equal(
            [
                "'label' was taken, and not 'class'; --label-column class takes 'class' instead.",
                "Columns that are not used: who.",
            ],
            Read("t.csv").Notes
        );
        Assert.DoesNotContain(
            Read("t.csv", new DatasetOptions { LabelColumn = "class" }).Notes,
            note => note.Contains("instead", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Read_JsonListOfOtherMembers_NamesThoseThatAreKnown()
    {
        Write("odd.json", """[{"photo": "1.jpg", "kind": "a"}]""");

        string said = Fails("odd.json").Message;

        Assert.Contains("with the members photo, kind", said, StringComparison.Ordinal);
        Assert.Contains("""{"file": "1.jpg", "label": "cat"}""", said, StringComparison.Ordinal);
        Assert.DoesNotContain("docs/", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedJsonBesideGood_IsSaid()
    {
        Touch("1.jpg");
        Write(
            "train.json",
            """
            {"images": [{"id": 1, "file_name": "1.jpg"}], "annotations": [{"image_id": 1, "category_id": 1}],
             "categories": [{"id": 1, "name": "a"}]}
            """
        );
        Write("val.json", """{"images": [{"id": 1,""");

        Assert.Contains("Not read, as it is no JSON or cut off: val.json.", Read().Notes);
    }

    [Fact]
    public void Read_SeveralSeparators_NamesAll()
    {
        Write("t.csv", "file,labels\n1.jpg,a;b\n2.jpg,a|c\n3.jpg,\"a,d\"\n");

        Assert.Contains(
            "'|' in 'a|c' and ',' in 'a,d' are part of a label. Use one separator in all rows.",
            Assert.Single(Read("t.csv").Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_RawPhotos_AreCalledSo()
    {
        Touch("cats/1.jpg", "dogs/1.jpg");
        _folder.Write("cats/2.dng", "II*\0"u8.ToArray());
        _folder.Write("birds/1.CR2", "II*\0"u8.ToArray());

        var notes = Read().Notes;

        Assert.Contains("cats: left out 1 raw photo, which is not read: convert to JPEG (2.dng).", notes);
        Assert.Contains("birds: left out 1 raw photo, which is not read: convert to JPEG (1.CR2).", notes);
        Assert.Contains("Left out class folders without images: birds.", notes);
    }

    [Theory]
    [InlineData("""{"a": }""", "it goes wrong at line 1, character 7.")]
    [InlineData("""{"Id": "x"}""", "what stands at $.Id is not what belongs there.")]
    [InlineData("{}", "there is no \"Id\".")]
    public void Reason_OfTheReadersWords_IsPlain(string json, string words)
    {
        var error = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Numbered>(json));

        Assert.Equal(words, InputJson.Reason(error));
    }

    [Fact]
    public void Read_JsonThatIsCutOff_SaysWhere()
    {
        Write("cut.json", "[{\"image\": \"a.jpg\", \"kind\": ");

        Assert.EndsWith(
            "it is cut off: it ends too early, at line 1, character 29. Export or save it again from the tool that wrote it.",
            Fails("cut.json").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_LineThatIsNoJson_SaysWhereAndHowALineLooks()
    {
        Write("t.jsonl", "{\"file\": \"1.jpg\", \"label\": \"a\"}\n{\"file\": \"2.jpg\", \"label\": }\n");

        var error = Fails("t.jsonl");

        Assert.Equal(2, error.Line);
        Assert.EndsWith(
            "it goes wrong as JSON at character 28 of this line. Each line is one JSON object, such as {\"file\": \"1.jpg\", "
                + "\"label\": \"cat\"}.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private sealed record Numbered
    {
        public required int Id { get; init; }
    }
}
