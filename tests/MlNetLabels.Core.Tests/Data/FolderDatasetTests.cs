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

    private void Touch(params string[] files)
    {
        foreach (string file in files)
            _folder.Write(file, [1]);
    }
}
