using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Lists that cannot be read, where the folder that they lie in is named: their own errors are said.</summary>
public sealed class UnreadListTests : FormatFixture
{
    [Theory]
    [InlineData("list.csv", "1.jpg,a\n2.jpg,b\n", "list.csv(1): the first line must name the columns")]
    [InlineData("list.csv", "fiel,label\n1.jpg,a\n", "list.csv(1): there is no column 'file'. Found: fiel, label.")]
    [InlineData("list.csv", "Foto,Blume\n1.jpg,a\n", "need the list itself: --data ")]
    [InlineData(
        "list.csv",
        "Nr;Foto;Blume\n7;1.jpg;a\n8;2.jpg;a\n9;d1.jpg;b\n",
        "Going by the cells: --file-column Foto --label-column Blume."
    )]
    [InlineData(
        "list.csv",
        "Nr;Mein Foto;label\n7;r1;a\n8;d1;a\n9;d2;b\n",
        "Going by the cells: --file-column \"Mein Foto\"."
    )]
    [InlineData(
        "list.csv",
        "file;Blume\n1.jpg;a\n2.jpg;a\nd1.jpg;b\n",
        "Found: Blume. Going by the cells: --label-column Blume."
    )]
    [InlineData(
        "list.csv",
        "Export 2024\nFoto;Blume\n1.jpg;a\n",
        "list.csv(2): this line seems to name the columns (Foto, Blume). Delete the lines above it"
    )]
    [InlineData(
        "list.csv",
        "Export 2024;\nvon Anna;\nFoto;Blume\n1.jpg;a\n",
        "line 3 seems to name the columns. Delete the lines above it"
    )]
    [InlineData(
        "list.csv",
        "file,label\n1.jpg\n",
        "list.csv(2): 1 cell, but the header names 2 columns. Write what is missing; an empty cell has its ',', too."
    )]
    [InlineData(
        "list.csv",
        "file|label\n1.jpg|a\n",
        "its columns seem to be separated by '|'. Separate them by a comma"
    )]
    [InlineData("list.csv", "file,label,label\n1.jpg,a,b\n", "'label' is named twice. Rename or delete one")]
    [InlineData(
        "list.jsonl",
        "{\"file\": \"1.jpg\", \"label\": \"a\"},\n{\"file\": \"2.jpg\", \"label\": \"b\"}\n",
        "list.jsonl(1): a comma stands at its end: take the commas between the lines away."
    )]
    [InlineData("list.jsonl", "{'file': '1.jpg', 'label': 'a'}\n", "single quotes, and JSON needs double ones")]
    [InlineData("list.csv", "<!DOCTYPE html>\n<html></html>", "a web page, not a dataset. Export or download it again")]
    [InlineData("list.csv", "file;a\n1.jpg;0,9\n", "column a holds numbers such as 0,9, not 0 and 1")]
    [InlineData("list.csv", "file,a\n1.jpg,90 %\n", "column a holds percentages such as 90 %. Round them")]
    [InlineData(
        "list.csv",
        "file,a,b\n1.jpg,x,\n2.jpg,,x\n",
        "columns a, b hold 'x'. Write 1 where the label is there"
    )]
    [InlineData("list.csv", "file,a\n1.jpg,ja\n2.jpg,nein\n", "column a holds 'ja' and 'nein'. Write 1")]
    [InlineData("list.csv", "file\n1.jpg\n", "no column says what the images show")]
    [InlineData("list.csv", "", "list.csv: the file is empty: there is nothing in it to read. Export, save or")]
    [InlineData("list.csv", "file,label\n", "there are no rows below the header")]
    [InlineData("list.csv", "file,label\n1.jpg,a\"b\n2.jpg,\"b\n", "list.csv(2): a quote stands where none belongs")]
    [InlineData("list.csv", "file,label\n1.jpg,a,b\n", "list.csv(2): 3 cells, but the header names 2 columns")]
    [InlineData("list.csv", "file,label\n1.jpg,Rosé\n", "this is not UTF-8 text. Save the file as UTF-8")]
    [InlineData(
        "list.csv",
        "My photos\nfile,label\n1.jpg,a\n",
        "list.csv(2): this line names the columns; delete the lines"
    )]
    [InlineData("list.csv", "My photos,\nfile,label\n1.jpg,a\n", "line 2 names the columns; delete the lines above it")]
    [InlineData("list.csv", "%PDF-1.4\n%x\n", "list.csv: this is a PDF, not a list or a folder. Export the table")]
    [InlineData(
        "list.csv",
        "PK\u0003\u0004xxxxxxxxxxxxxxxxxxxxxx\u0013\0\0\0[Content_Types].xml",
        "this is an Excel file in spite of its name"
    )]
    [InlineData(
        "list.json",
        "[{\"image\": \"1.jpg\", \"label\": \"a\"}, {\"im",
        "cut off: it ends too early, at line 1, character"
    )]
    [InlineData("list.json", "[{\"photo\": \"1.jpg\", \"kind\": \"a\"}]", "a CSV with the columns file,label")]
    [InlineData("list.jsonl", "{\"file\": \"1.jpg\", \"label\": }\n", "list.jsonl(1): it goes wrong as JSON")]
    public void Read_FolderWithAListThatCannotBeRead_SaysTheListsOwnError(string name, string text, string words)
    {
        Touch("in/1.jpg", "in/2.jpg", "in/d1.jpg", "in/d2.jpg", "in/r1.jpg", "in/r2.jpg");
        _folder.Write($"in/{name}", Encoding.Latin1.GetBytes(text));

        string said = Fails("in").Message;

        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Contains(
            $"there are no class folders. {name} lies in it, but cannot be used",
            said,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("names begin with", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralListsThatCannotBeRead_SaysEachError()
    {
        Touch("in/1.jpg");
        Write("in/a.csv", "1.jpg,a\n");
        Write("in/b.csv", "file,label\n");

        string said = Fails("in").Message;

        Assert.Contains(
            "a.csv, b.csv lie in it, but cannot be used: a.csv(1): the first line",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("b.csv: there are no rows", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images/1.jpg images/2.jpg", "its images lie in one folder, 'images'")]
    [InlineData("train/1.jpg test/2.jpg", "its images lie in 'test' and 'train'")]
    public void Read_BrokenListBesideItsImages_IsNotPassedOver(string images, string words)
    {
        Touch([.. images.Split(' ').Select(name => $"in/{name}")]);
        Write("in/list.json", "[{\"image\": \"1.jpg\", \"label\": ");

        string said = Fails("in").Message;

        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Contains("it is cut off: it ends too early", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FaultyListBesideAGoodOne_IsNamed()
    {
        Touch("in/1.jpg", "in/2.jpg");
        Write("in/good.csv", "file,label\n1.jpg,a\n2.jpg,b\n");
        Write("in/faulty.csv", "file,label\n1.jpg,a,b\n");

        Assert.Contains(
            Read("in").Notes,
            note =>
                note.StartsWith(
                    "Not used, as it cannot be read as a list of images: faulty.csv(2): 3 cells",
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData("lists/labels.csv", "Bild,Klasse\n1.jpg,a\n", " --images ", "cannot be read. labels.csv(1)")]
    [InlineData("lists/labels.csv", "file,label\n1.jpg,a\n", " --images ", "labels.csv seems to list them: --data ")]
    [InlineData("images/labels.csv", "file,label\n1.jpg,a,b\n", "images/labels.csv; ", "cannot be read. labels.csv(2)")]
    public void Read_ListOneFolderDeeper_MakesNoClassOfItsImages(string list, string text, string command, string words)
    {
        Touch("in/images/1.jpg", "in/images/2.jpg");
        Write($"in/{list}", text);

        string said = Fails("in").Message.Replace('\\', '/');

        Assert.Contains("its images lie in one folder, 'images', and ", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Contains(command, said, StringComparison.Ordinal);
        Assert.Equal(["images"], Read("in", new DatasetOptions { Format = "folders" }).LabelNames);
    }

    [Fact]
    public void Read_ListAmongThePhotosOfAClass_IsPassedOver()
    {
        Touch("in/roses/1.jpg");
        Write("in/roses/taken.csv", "file,label\n1.jpg,a,b\n");

        Assert.Equal(["roses"], Read("in").LabelNames);
    }

    [Theory]
    [InlineData("1.jpg a\n2.jpg b\n")]
    [InlineData("1.jpg,a\n2.jpg,b\n")]
    public void Read_FolderWithATextThatListsItsImages_OffersIt(string text)
    {
        Touch("in/1.jpg", "in/2.jpg");
        Write("in/labels.txt", text);

        Assert.EndsWith(
            $"labels.txt seems to list the images: --data {_folder.File("in", "labels.txt")}.",
            Fails("in").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_FolderWithATextOfWords_DoesNotOfferIt()
    {
        Touch("in/1.jpg");
        Write("in/readme.txt", "My photos, all of 2024\n");

        Assert.DoesNotContain("seems to list", Fails("in").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ObjectOfJsonBesideOneClass_IsNoList()
    {
        Touch("in/roses/1.jpg");
        Write("in/about.json", "{\"title\": \"roses\"}");

        Assert.Equal(["roses"], Read("in").LabelNames);
    }

    [Theory]
    [InlineData("images/1.jpg", "labels/1.txt", "images and labels")]
    [InlineData("images/train/1.jpg", "labels/train/1.txt", "images/train and labels")]
    [InlineData("1.jpg", "1.txt", "1.txt looks like YOLO")]
    public void Read_YoloWithoutNames_AsksForThem(string image, string text, string words)
    {
        Touch($"in/{image}");
        Write($"in/{text}", "0 0.5 0.5 0.2 0.2\n1 0.1 0.1 0.2 0.2\n");

        string said = Fails("in").Message;

        Assert.Contains(words.Replace('/', Path.DirectorySeparatorChar), said, StringComparison.Ordinal);
        Assert.Contains(
            "like YOLO, but the file with the labels' names is missing. Put classes.txt",
            said,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_ClassesCalledImagesAndLabels_StayClasses()
    {
        Touch("images/1.jpg", "labels/1.jpg");
        Write("labels/1.txt", "two words");

        Assert.Equal(["images", "labels"], Read().LabelNames);
    }

    [Fact]
    public void Read_YamlWithoutNames_ShowsALine()
    {
        Touch("images/1.jpg");
        Write("labels/1.txt", "0 0.5 0.5 0.2 0.2\n");
        Write("data.yaml", "nc: 2\n");

        Assert.Contains("Add a line such as names: [daisy, roses].", Fails().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "12.jpg,daisy\n12.jpg,roses\n",
        "list.csv(3): '12.jpg' is 'roses' here, but 'daisy' in line 2. Delete the wrong row."
    )]
    [InlineData(
        "12.jpg,daisy\n13.jpg,\n",
        "the class is empty; every image needs exactly one. Write it into 'label', or"
    )]
    [InlineData("12.jpg,daisy\n\0,a\n", "list.csv(3): there is a zero character")]
    public void Read_FolderWithAWrongRow_NamesTheList(string rows, string words)
    {
        Touch("in/12.jpg", "in/13.jpg");
        Write("in/list.csv", "file,label\n" + rows);

        Assert.Contains(words, Fails("in").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoListsOfWhichOneSaysOtherwise_NamesBoth()
    {
        Touch("in/1.jpg", "in/2.jpg");
        Write("in/train.csv", "file,label\n1.jpg,a\n2.jpg,b\n");
        Write("in/test.csv", "file,label\n1.jpg,b\n");

        string said = Fails("in").Message;

        Assert.Contains("'1.jpg' is '", said, StringComparison.Ordinal);
        Assert.Matches(@"(test|train)\.csv\(2\): .* in line 2 of (train|test)\.csv", said);
    }

    [Fact]
    public void Read_ColumnsNamedForAFolder_NamesItsList()
    {
        Touch("in/1.jpg");
        Write("in/list.csv", "Foto,Blume\n1.jpg,a\n");

        Assert.EndsWith(
            $"instead of the folder: {_folder.File("in", "list.csv")}, or leave the column out.",
            Fails("in", new DatasetOptions { FileColumn = "Foto" }).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("photos.zip.001")]
    [InlineData("photos.z01")]
    public void Read_PartOfAnArchive_SaysToUnpackAll(string name)
    {
        _folder.Write(name, "PK\u0003\u0004"u8.ToArray());

        Assert.Contains(
            "this is one part of an archive in several parts. Unpack it with all parts, and name the folder.",
            Fails(name).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("daisy.zip roses.zip", "Unpack both here; each becomes a class folder.")]
    [InlineData("a.zip b.zip c.zip", "Unpack all 3 here; each becomes a class folder.")]
    [InlineData("all.zip", "It holds all.zip. all.zip is read where it is named itself: ")]
    public void Read_FolderOfArchives_SaysWhatToDo(string names, string words)
    {
        foreach (string name in names.Split(' '))
            Write(name, "PK");

        Assert.Contains(words, Fails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Address_IsNotFetched() =>
        Assert.Contains(
            "Addresses are not fetched: download it",
            Assert.Throws<InvalidInputException>(() => DatasetReader.Read("https://example.org/a.zip")).Message,
            StringComparison.Ordinal
        );
}
