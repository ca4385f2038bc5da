using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

public sealed class FolderDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FolderAClass_ListsImagesInOrder()
    {
        Touch("dogs/2.JPG", "dogs/1.png", "cats/deep/z.jpeg", "cats/Größe.webp");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["cats", "dogs"], data.LabelNames);
        Assert.Equal(
            ["cats/Größe.webp", "cats/deep/z.jpeg", "dogs/1.png", "dogs/2.JPG"],
            data.Rows.Select(r => r.File)
        );
        Assert.Equal([0, 0, 1, 1], data.Classes([0, 1, 2, 3]));
        Assert.All(data.Rows, row => Assert.True(File.Exists(row.Path)));
    }

    [Fact]
    public void Read_OtherAndHiddenFiles_AreLeftOutAndOnlyTheFirstAreNoted()
    {
        Touch("cats/1.jpg", "cats/notes.txt", "cats/.hidden.jpg", "cats/.thumbs/1.jpg", ".git/x.jpg", "readme.md");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["cats/1.jpg"], data.Rows.Select(r => r.File));
        Assert.Contains("notes.txt", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ChosenClasses_KeepsTheirOrder()
    {
        Touch("a/1.jpg", "b/1.jpg", "c/1.jpg");

        var data = DatasetReader.Read(_folder.Path, ["c", "a"]);

        Assert.Equal(["c", "a"], data.LabelNames);
        Assert.Contains("b", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "validation", "test")]
    [InlineData("Train", "val", "Test")]
    [InlineData("training", "dev", "testing")]
    [InlineData("train", "valid", "test")]
    public void Read_FoldersCalledLikeSplits_AreSplits(string train, string validation, string test)
    {
        Touch(
            $"{train}/cats/1.jpg",
            $"{train}/dogs/1.jpg",
            $"{validation}/cats/2.jpg",
            $"{validation}/dogs/2.jpg",
            $"{test}/cats/3.jpg",
            $"{test}/cows/3.jpg"
        );

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["cats", "cows", "dogs"], data.LabelNames);
        Assert.Equal(
            [
                ($"{train}/cats/1.jpg", Split.Train, 0),
                ($"{train}/dogs/1.jpg", Split.Train, 2),
                ($"{validation}/cats/2.jpg", Split.Validation, 0),
                ($"{validation}/dogs/2.jpg", Split.Validation, 2),
                ($"{test}/cats/3.jpg", Split.Test, 0),
                ($"{test}/cows/3.jpg", Split.Test, 1),
            ],
            data.Rows.Select((r, i) => (r.File, r.Split!.Value, data.Classes([i])[0]))
        );
        Assert.All(data.Rows, row => Assert.True(File.Exists(row.Path)));
        Assert.Equal(4, data.Notes.Count);
        Assert.Equal(
            $"{train}, {validation} and {test} are taken as splits; nothing to do. (If they are really classes: "
                + $"--classes {train},{validation},{test}.)",
            data.Notes[0]
        );
        Assert.Equal($"{train}: has no images of cows.", data.Notes[1]);
        Assert.Equal($"{test}: has no images of dogs.", data.Notes[3]);
    }

    [Fact]
    public void Read_SplitFoldersNamedAsClasses_AreClasses()
    {
        Touch("train/steam/1.jpg", "test/exam/1.jpg", "dev/laptop/1.jpg");

        var data = DatasetReader.Read(_folder.Path, ["train", "test"]);

        Assert.Equal(["train", "test"], data.LabelNames);
        Assert.All(data.Rows, row => Assert.Null(row.Split));
    }

    [Theory]
    [InlineData("train/1.jpg", "test/1.jpg")]
    [InlineData("train/cats/1.jpg", "car/red/1.jpg")]
    [InlineData("val/cats/1.jpg", "test/cats/1.jpg")]
    public void Read_FoldersThatOnlyLookLikeSplits_AreClasses(string first, string second)
    {
        Touch(first, second);

        Assert.All(DatasetReader.Read(_folder.Path).Rows, row => Assert.Null(row.Split));
    }

    [Fact]
    public void Read_ClassesOfSplitFolders_CanBeChosen()
    {
        Touch("train/cats/1.jpg", "train/dogs/1.jpg", "test/dogs/2.jpg", "test/cats/2.jpg");

        var data = DatasetReader.Read(_folder.Path, ["dogs"]);

        Assert.Equal(["train/dogs/1.jpg", "test/dogs/2.jpg"], data.Rows.Select(r => r.File));
    }

    [Theory]
    [InlineData("1.jpg", null, "no class folders")]
    [InlineData("cats/notes.txt", null, "no images")]
    [InlineData("cats/1.jpg", "dogs", "no class folder 'dogs'")]
    public void Read_FolderThatIsNoDataset_SaysWhatIsMissing(string file, string? wanted, string reason)
    {
        Touch(file);

        var error = Assert.Throws<InvalidInputException>(() =>
            DatasetReader.Read(_folder.Path, wanted is null ? null : [wanted])
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expand_FoldersAndFiles_KeepsFilesAsTheyAre()
    {
        Touch("in/2.jpg", "in/1.jpg");

        Assert.Equal(
            ["x.jpg", _folder.File("in", "1.jpg"), _folder.File("in", "2.jpg")],
            ImageFiles.Expand(["x.jpg", _folder.File("in")])
        );
    }

    [Fact]
    public void List_LinkToAParent_EndsAndDoesNotFollow()
    {
        Touch("cats/1.jpg");
        Directory.CreateSymbolicLink(_folder.File("cats", "loop"), _folder.Path);

        Assert.Equal(["cats/1.jpg"], ImageFiles.List(_folder.Path).Images);
    }

    [Fact]
    public void Read_LinkedFolders_AreFollowedOnce()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("old/1.jpg", [1]);
        elsewhere.Write("old/sub/2.jpg", [2]);
        Touch("cats/1.jpg");
        Directory.CreateSymbolicLink(_folder.File("cats", "a"), elsewhere.File("old"));
        Directory.CreateSymbolicLink(_folder.File("cats", "b"), elsewhere.File("old"));
        Directory.CreateSymbolicLink(elsewhere.File("old", "sub", "back"), _folder.File("cats"));
        Directory.CreateSymbolicLink(_folder.File("dogs"), elsewhere.File("old", "sub"));
        Directory.CreateSymbolicLink(_folder.File("cats", "gone"), elsewhere.File("nowhere"));

        Assert.Equal(
            ["cats/1.jpg", "cats/a/1.jpg", "cats/a/sub/2.jpg", "dogs/2.jpg", "dogs/back/1.jpg"],
            DatasetReader
                .Read(_folder.Path)
                .Rows.Select(row => row.File)
                .Where(file => !file.StartsWith("dogs/back/a", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Read_WhatSystemsLeaveBehind_IsNoClass()
    {
        Touch("cats/1.jpg", "cats/@eaDir/1.jpg/t.jpg", "__MACOSX/cats/1.jpg", "_unlabeled/9.jpg", "dogs/1.jpg");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["cats", "dogs"], data.LabelNames);
        Assert.Equal(["cats/1.jpg", "dogs/1.jpg"], data.Rows.Select(row => row.File));
    }

    [Fact]
    public void Read_ImagesBesideClassFolders_AreSaid()
    {
        Touch("cats/1.jpg", "dogs/1.jpg", "stray.jpg", "other.png");

        Assert.Equal(
            "Left out 2 images that lie beside the class folders, and so have no class (other.png, stray.jpg).",
            Assert.Single(DatasetReader.Read(_folder.Path).Notes)
        );
    }

    [Fact]
    public void Read_EmptyClassFolder_IsLeftOutAndSaid()
    {
        Touch("ants/1.jpg", "dogs/1.jpg");
        Directory.CreateDirectory(_folder.File("cats", "."));

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal(["ants", "dogs"], data.LabelNames);
        Assert.Equal([0, 1], data.Classes([0, 1]));
        Assert.Equal("Left out class folders without images: cats.", Assert.Single(data.Notes));
    }

    [Fact]
    public void Read_SplitFoldersBesideOthers_AreSplitsAndTheOthersAreSaid()
    {
        Touch("train/cats/1.jpg", "train/dogs/1.jpg", "Val/cats/2.jpg", "docs/a.jpg", "notes/x.txt");

        var data = DatasetReader.Read(_folder.Path);

        Assert.Equal([Split.Train, Split.Train, Split.Validation], data.Rows.Select(row => row.Split));
        Assert.Contains("Left out, as they lie beside the splits: docs, notes.", data.Notes);
    }

    [Fact]
    public void Read_FoldersCalledLikeSplitsWithoutClasses_AreDoubted()
    {
        Touch("train/1.jpg", "test/1.jpg");

        Assert.StartsWith(
            "The folders train, test are called like splits, but are taken for classes",
            Assert.Single(DatasetReader.Read(_folder.Path).Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_ClassesThatDifferInFormOnly_AreNamedInOneLine()
    {
        Touch("Cat/1.jpg", "cat/1.jpg", "caf\u00e9/1.jpg", "cafe\u0301/1.jpg", "dog/1.jpg");

        string note = Assert.Single(DatasetReader.Read(_folder.Path).Notes);

        Assert.Contains("'Cat' and 'cat'", note, StringComparison.Ordinal);
        Assert.Contains("'cafe\u0301' and 'caf\u00e9'", note, StringComparison.Ordinal);
    }

    private void Touch(params string[] files)
    {
        foreach (string file in files)
            _folder.Write(file, [1]);
    }
}
