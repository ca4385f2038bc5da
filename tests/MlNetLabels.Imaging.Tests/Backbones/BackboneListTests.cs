using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneListTests : IDisposable
{
    private static readonly string[] s_packaged =
    [
        Bundled.Name,
        Bundled.Name + "-layers",
        "resnet18",
        "resnet18-layers",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_FolderAndPackages_SaysWhatIsHereAndHowToGetTheRest()
    {
        SmallOnnx.Write(_folder, "small", "features");
        _folder.Write("broken.json", "{ }");
        using var small = Backbone.Load(_folder.File("small.json"));

        var listed = Backbone.List(new() { ModelsFolder = _folder.Path });

        Assert.Equal(["broken", "small", .. s_packaged], listed.Select(x => x.Name));
        Assert.Contains("not a backbone card", listed[0].Note, StringComparison.Ordinal);
        Assert.Equal((small.Sha256, small.Location, null), (listed[1].Sha256, listed[1].Location, listed[1].Note));
        Assert.Equal(new FileInfo(_folder.File("small.onnx")).Length, listed[1].Bytes);
        Assert.Equal((Bundled.Backbone.Sha256, 576), (listed[2].Sha256, listed[2].Card!.Dimension));
        Assert.Equal(992, listed[3].Card!.Dimension);
        Assert.All(
            listed.Skip(4),
            x =>
            {
                Assert.Null(x.Card);
                Assert.Contains("MlNetLabels.Backbones.ResNet18", x.Note, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void ModelsFolder_ThatIsNotThere_IsNamed()
    {
        var options = new BackboneOptions { ModelsFolder = _folder.File("none") };
        foreach (var look in new Action[] { () => Backbone.List(options), () => Backbone.Load(s_packaged[0], options) })
            Assert.Contains(
                $"{_folder.File("none")}: there is no such folder of backbones",
                Assert.Throws<InvalidInputException>(look).Message,
                StringComparison.Ordinal
            );
    }
}
