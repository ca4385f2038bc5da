using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Folders that their owners meant otherwise than a folder for each class.</summary>
public sealed class FolderDoubtsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train_set", "test_set")]
    [InlineData("flowers-train", "flowers-test")]
    [InlineData("train2017", "val2017")]
    [InlineData("Training Set", "Test Set")]
    public void Read_SplitsInNamesOfFolders_AreSplits(string train, string other)
    {
        Touch($"{train}/cats/1.jpg", $"{train}/dogs/1.jpg", $"{other}/cats/2.jpg", $"{other}/dogs/2.jpg");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["cats", "dogs"], data.LabelNames);
        Assert.Equal(2, data.Rows.Count(row => row.Split == Split.Train));
        Assert.Contains("are taken as splits", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClassesWithSplitsInTheirNames_StayClasses()
    {
        Touch("test_tube/1.jpg", "train_station/1.jpg", "cup/1.jpg");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["cup", "test_tube", "train_station"], data.LabelNames);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void Read_FoldersOfClassesOneDeeper_AreSaid()
    {
        Touch("animals/cats/1.jpg", "animals/dogs/1.jpg", "plants/1.jpg", "plants/old/2.jpg");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["animals", "plants"], data.LabelNames);
        string note = Assert.Single(data.Notes);
        Assert.StartsWith("'animals' is taken as one class", note, StringComparison.Ordinal);
        Assert.Contains(": cats, dogs. Nothing to do if it is one class. If", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneFolderTooHigh_NamesTheFolderToGive()
    {
        Touch("set1/cats/1.jpg", "set1/dogs/1.jpg");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["set1"], data.LabelNames);
        Assert.Equal(
            $"'set1' is taken as the only class; if the classes are the folders in it (cats, dogs), name {_folder.File("set1")}.",
            Assert.Single(data.Notes)
        );
    }

    [Theory]
    [InlineData(
        "cats/1.mp4 dogs/1.mp4",
        "cats, dogs",
        "2 .mp4 (cats/1.mp4, dogs/1.mp4); save frames of videos as images."
    )]
    [InlineData("notes/a.txt b.md", "notes", "What is in it: 1 .md, 1 .txt (b.md, notes/a.txt).")]
    public void Read_FoldersWithoutImages_SaysWhatIsInThem(string files, string folders, string words)
    {
        Touch(files.Split(' '));

        string said = Assert.Throws<InvalidInputException>(() => DatasetReader.Read(_folder.Path)).Message;

        Assert.StartsWith($"{_folder.Path}: there are no images in its folder", said, StringComparison.Ordinal);
        Assert.Contains($" {folders}. ", said, StringComparison.Ordinal);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneClassOfSeveral_NamesTheFolderAbove()
    {
        Touch("all/cats/1.jpg", "all/dogs/1.jpg", "other/1.jpg");
        string Said(params string[] folder) =>
            Assert.Throws<InvalidInputException>(() => DatasetReader.Read(_folder.File(folder))).Message;

        Assert.EndsWith(
            $"If it is one class beside others (cats, dogs), name the folder above: {_folder.File("all")}.",
            Said("all", "cats"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("name the folder above", Said("other"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LinkThatLeadsNowhere_SaysSo()
    {
        string link = _folder.File("photos");
        File.CreateSymbolicLink(link, "nowhere");

        Assert.EndsWith(
            "photos: this is a link to nowhere, which is not there.",
            Assert.Throws<InvalidInputException>(() => DatasetReader.Read(link)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_LinkToAFolder_SaysThatItIsOne()
    {
        Touch("photos/1.jpg");
        string link = _folder.File("list.csv");
        Directory.CreateSymbolicLink(link, _folder.File("photos"));

        Assert.EndsWith(
            "list.csv: this is a folder; name a file.",
            Assert.Throws<InvalidInputException>(() => InputFile.Open(link)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_FolderElsewhereAsAClass_SaysWhereStrangersGo()
    {
        Touch("in/cats/1.jpg", "in/dogs/1.jpg", "strangers/1.jpg");

        string said = Assert
            .Throws<InvalidInputException>(() =>
                DatasetReader.Read(_folder.File("in"), ["cats", _folder.File("strangers")])
            )
            .Message;

        Assert.Contains("is a folder elsewhere", said, StringComparison.Ordinal);
        Assert.Contains("--negatives", said, StringComparison.Ordinal);
        Assert.Contains("--out-of-domain", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ListsBesideClassFolders_AreNamed()
    {
        Touch("cats/1.jpg", "dogs/1.jpg", "LICENSE.txt", "labels.txt", "labels.xlsx", "more.zip", "readme.md");

        var data = DatasetReader.Read(_folder.Path);

        Assert.EndsWith(": labels.txt, labels.xlsx, more.zip.", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels.csv", "file;label\n1.jpg;Rosé\n", "UTF-8")]
    [InlineData("labels.csv", "file,label,label\n1.jpg,a,a\n", "named twice")]
    [InlineData("labels.csv", "1.jpg,a\n2.jpg,b\n", "must name the columns")]
    [InlineData("labels.xlsx", "PK", "spreadsheet")]
    public void Read_UnreadListBesideOneFolderOfImages_IsRefusedWithItsReason(string name, string latin, string reason)
    {
        Touch("images/1.jpg", "images/2.jpg");
        _folder.Write(name, Encoding.Latin1.GetBytes(latin));

        var error = Assert.Throws<InvalidInputException>(() => DatasetReader.Read(_folder.Path));
        var insisted = DatasetReader.Read(_folder.Path, new DatasetOptions { Format = "folders" });

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(["images"], insisted.LabelNames);
    }

    [Theory]
    [InlineData("data_batch_1", "\u0080\u0004x", "pickle")]
    [InlineData("train-00000-of-00001.tfrecord", "x", "TensorFlow")]
    [InlineData("train.tfrecord-00000-of-00001", "x", "TensorFlow")]
    [InlineData("train-images-idx3-ubyte", "\0\0\u0008\u0003", "IDX")]
    [InlineData("x.npz", "PK", "NumPy")]
    public void Read_WhatOtherToolsPack_IsNamed(string name, string latin, string kind)
    {
        string file = _folder.Write(name, Encoding.Latin1.GetBytes(latin));

        foreach (string path in new[] { _folder.Path, file })
            Assert.Contains(
                kind,
                Assert.Throws<InvalidInputException>(() => DatasetReader.Read(path)).Message,
                StringComparison.Ordinal
            );
    }

    [Theory]
    [InlineData("""{"version":"5","flags":{},"shapes":[],"imagePath":"1.jpg"}""", "LabelMe")]
    [InlineData("""{"classes":[],"tags":[{"name":"a"}]}""", "Supervisely")]
    public void Read_JsonOfToolsThatAreNotRead_NamesThem(string json, string tool) =>
        Assert.Contains(
            tool,
            Assert
                .Throws<InvalidInputException>(() =>
                    DatasetReader.Read(_folder.Write("a.json", Encoding.UTF8.GetBytes(json)))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "photo.json",
        """{"version":"5","shapes":[],"imagePath":"photo.jpg"}""",
        "photo.json: this is a file of LabelMe"
    )]
    [InlineData("photo.jpg", "x", "It holds photo.jpg.")]
    public void Read_FolderWithoutClassFolders_SaysWhatItHolds(string name, string content, string held)
    {
        _folder.Write(name, content);

        Assert.Contains(
            held,
            Assert.Throws<InvalidInputException>(() => DatasetReader.Read(_folder.Path)).Message,
            StringComparison.Ordinal
        );
    }

    private void Touch(params string[] files)
    {
        foreach (string file in files)
            _folder.Write(file, [1]);
    }
}
