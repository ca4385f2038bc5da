using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneFinderTests : IDisposable
{
    // Models trained with the library's first version name their backbone by this.
    private const string KnownSha256 = "332c477d2b31ccbdb1b8ba214da74cc3e57f61102afb3d2ff7948b3b37d76124";

    private readonly TemporaryFolder _folder = new();

    private BackboneOptions Options => new() { ModelsFolder = Path.GetDirectoryName(_folder.File("x")) };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NameOfAPackage_GivesTheBackboneThatModelsKnow()
    {
        Assert.Equal(KnownSha256, Bundled.Backbone.Sha256);
        Assert.Equal("MlNetLabels.Backbones.MobileNetV3Small/mobilenet-v3-small.onnx", Bundled.Backbone.Location);
        Assert.Equal(Bundled.Name, MobileNetV3Small.Name);
    }

    [Fact]
    public void Load_SameFilesByNameCardAndOnnx_SameBackbone()
    {
        string card = _folder.Write(Bundled.Name + ".json", File.ReadAllText(Bundled.Card));
        string onnx = _folder.Write(Bundled.Name + ".onnx", Bundled.Backbone.ReadOnnx());

        foreach (string asked in (string[])[Bundled.Name, card, onnx])
        {
            using var backbone = Backbone.Load(asked, Options);
            Assert.Equal(KnownSha256, backbone.Sha256);
            Assert.Equal(onnx, backbone.Location);
        }
    }

    [Fact]
    public void Load_NameInTheFolderAndInAPackage_TakesTheFolder()
    {
        _folder.Write(Bundled.Name + ".json", SmallOnnx.Card("scores"));
        _folder.Write("small.onnx", SmallOnnx.Bytes());

        using var backbone = Backbone.Load(Bundled.Name, Options);

        Assert.Equal(2, backbone.Dimension);
    }

    [Fact]
    public void Load_NameThatOnlyAPackageHas_TakesThePackage()
    {
        using var backbone = Backbone.Load(Bundled.Name, Options);

        Assert.Equal(KnownSha256, backbone.Sha256);
    }

    [Fact]
    public void Sha256_CardWordedAnew_StaysTheSame()
    {
        string card = _folder.Write(
            Bundled.Name + ".json",
            File.ReadAllText(Bundled.Card).Replace("torchvision's layout", "another wording", StringComparison.Ordinal)
        );
        _folder.Write(Bundled.Name + ".onnx", Bundled.Backbone.ReadOnnx());

        using var backbone = Backbone.Load(card);

        Assert.NotEqual(Bundled.Backbone.Card.Description, backbone.Card.Description);
        Assert.Equal(KnownSha256, backbone.Sha256);
    }

    [Theory]
    [InlineData("no-such-backbone")]
    [InlineData("../mobilenet-v3-small")]
    [InlineData("missing.json")]
    [InlineData("missing.onnx")]
    public void Load_Unknown_NamesWhatWasAskedFor(string name) =>
        Assert.Contains(
            Path.ChangeExtension(name, null),
            Assert.Throws<InvalidInputException>(() => Backbone.Load(name, Options)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Load_UnknownName_SaysWhatThereIs()
    {
        string message = Assert.Throws<InvalidInputException>(() => Backbone.Load("mine")).Message;

        Assert.Contains("mobilenet-v3-small, mobilenet-v3-small-layers here", message, StringComparison.Ordinal);
        Assert.Contains(
            "resnet18 and resnet18-layers in the package MlNetLabels.Backbones.ResNet18",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("set the environment variable MLNETLABELS_MODELS", message, StringComparison.Ordinal);
        Assert.Contains("in code BackboneOptions.ModelsFolder", message, StringComparison.Ordinal);
        Assert.Contains("card", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NameInAPackageThatIsNotReferenced_SaysHowToHaveIt()
    {
        string message = Assert.Throws<InvalidInputException>(() => Backbone.Load("resnet18")).Message;

        Assert.Contains("dotnet add package MlNetLabels.Backbones.ResNet18", message, StringComparison.Ordinal);
        Assert.Contains("An installed program takes no packages: for it set", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OnnxWhoseCardNamesAnotherFile_Throws()
    {
        _folder.Write("other.json", SmallOnnx.Card("scores"));

        var error = Assert.Throws<InvalidInputException>(() =>
            Backbone.Load(_folder.Write("other.onnx", SmallOnnx.Bytes()))
        );

        Assert.Contains("'small.onnx'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOfAReference_PathInTheModel_OpensNoFile()
    {
        using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Bytes(), SmallOnnx.Card("scores"));
        var reference = backbone.ToReference();
        string card = _folder.File("small.json");
        string[] names = [card, Path.GetRelativePath(".", card), Path.ChangeExtension(card, ".onnx"), "small.json"];

        foreach (string name in names)
            Assert.Contains(
                name,
                Assert
                    .Throws<InvalidInputException>(() => Backbone.Load(reference with { Name = name }, Options))
                    .Message,
                StringComparison.Ordinal
            );
        using var found = Backbone.Load(reference, Options);
        Assert.Equal(backbone.Sha256, found.Sha256);
    }

    [Fact]
    public void ReadOnnx_FileChangedMeanwhile_Throws()
    {
        using var backbone = SmallOnnx.Load(_folder, SmallOnnx.Bytes(), SmallOnnx.Card("scores"));
        _folder.Write("small.onnx", SmallOnnx.Bytes(1, 3, 4, 4));

        Assert.Contains(
            "changed while it was in use",
            Assert.Throws<InvalidInputException>(backbone.ReadOnnx).Message,
            StringComparison.Ordinal
        );
    }
}
