using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_FolderAndPackages_SaysWhatIsHereAndHowToGetTheRest()
    {
        SmallOnnx.Write(_folder, "small", "features");
        _folder.Write("broken.json", "{ }");
        using var small = Backbone.Load(_folder.File("small.json"));

        var listed = Backbone.List(new() { ModelsFolder = _folder.Path });

        Assert.Equal(["broken", "small", Bundled.Name, "resnet18"], listed.Select(x => x.Name));
        Assert.Contains("not a backbone card", listed[0].Note, StringComparison.Ordinal);
        Assert.Equal((small.Sha256, small.Location, null), (listed[1].Sha256, listed[1].Location, listed[1].Note));
        Assert.Equal(new FileInfo(_folder.File("small.onnx")).Length, listed[1].Bytes);
        Assert.Equal((Bundled.Backbone.Sha256, 576), (listed[2].Sha256, listed[2].Card!.Dimension));
        Assert.Null(listed[3].Card);
        Assert.Contains("MlNetLabels.Backbones.ResNet18", listed[3].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void List_FolderThatIsNotThere_ListsThePackages() =>
        Assert.Equal(
            [Bundled.Name, "resnet18"],
            Backbone.List(new() { ModelsFolder = _folder.File("none") }).Select(x => x.Name)
        );
}
