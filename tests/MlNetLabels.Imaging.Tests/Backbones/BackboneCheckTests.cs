using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

/// <summary>Cards against their probes, whose values NumPy computed (eng/reference-embedding.py).</summary>
public sealed class BackboneCheckTests : IDisposable
{
    private const string Mean = "\"mean\": [0.485, 0.456, 0.406]",
        Std = "\"std\": [0.229, 0.224, 0.225]";

    // Values have four digits after the point and lie around 0.2; float32 adds less.
    private const double Rounding = 5e-4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_BundledBackbone_GivesTheValuesThatNumPyComputed()
    {
        var check = Assert.Single(Bundled.Backbone.Check());

        Assert.True(check.Passed, check.Message);
        Assert.InRange(check.Error!.Value, 0, Rounding);
        Assert.Contains("NumPy", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_PackagedLayers_BeginWithTheSameValues()
    {
        using var layers = Backbone.Load(Bundled.Name + "-layers");
        float[] tensor = Bundled.Wave(),
            alone = new float[576],
            all = new float[992];
        Bundled.Backbone.Embed(tensor, 1, alone);
        layers.Embed(tensor, 1, all);

        Assert.True(Assert.Single(layers.Check()).Passed);
        // The network is divided otherwise where inner tensors are read, and float32 rounds.
        Assert.Equal(alone, all[..576], (a, b) => Math.Abs(a - b) < Rounding);
        Assert.NotEqual(Bundled.Backbone.Sha256, layers.Sha256);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet18-layers")]
    public void Check_ResNet18_GivesTheValuesOfItsPublishersFiles(string name)
    {
        using var backbone = Backbone.Load(ResNet18Files.Card(_folder, name));

        var check = Assert.Single(backbone.Check());

        Assert.True(check.Passed, check.Message);
        Assert.InRange(check.Error!.Value, 0, Rounding);
    }

    [Theory]
    [InlineData("\"resize\"", "\"channels\": \"bgr\", \"resize\"", "\"channels\": \"rgb\"")]
    [InlineData(Mean, "\"mean\": [0, 0, 0]", "ImageNet's mean and deviation")]
    [InlineData(Std, "\"std\": [1, 1, 1]", "ImageNet's mean and deviation")]
    [InlineData(Std, "\"std\": [0.004, 0.004, 0.004], \"channels\": \"bgr\"", "\"channels\": \"rgb\" and \"mean\"")]
    public void Check_WrongPreprocessing_NamesWhatWouldBeRight(string right, string wrong, string said)
    {
        using var backbone = Load(card => card.Replace(right, wrong, StringComparison.Ordinal));

        var check = Assert.Single(backbone.Check());

        Assert.False(check.Passed);
        Assert.Contains("prepares images wrongly", check.Message, StringComparison.Ordinal);
        Assert.Contains(said, check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ValuesOfAnotherNetwork_SaysThatNoPreparationGivesThem()
    {
        using var backbone = Load(card => card.Replace("-0.0571, -0.0007", "0.9, 1.9", StringComparison.Ordinal));

        var check = Assert.Single(backbone.Check());

        Assert.False(check.Passed);
        Assert.Contains("No usual order of channels, scale or mean", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ToleranceGiven_IsKept()
    {
        string Strict(string card) =>
            card.Replace("\"source\"", "\"tolerance\": 1e-9, \"source\"", StringComparison.Ordinal);
        using var backbone = Load(Strict);

        Assert.False(Assert.Single(backbone.Check()).Passed);
    }

    [Fact]
    public void Check_SeveralNetworks_ChecksEach()
    {
        SmallOnnx.Write(_folder, "small", "features");
        using var both = Backbone.Load(Bundled.Name + "+small", new() { ModelsFolder = _folder.Path });

        var checks = both.Check();

        Assert.Equal([true, null], checks.Select(x => x.Passed));
        Assert.Contains("no \"probe\"", checks[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"values\": [1, 2, 3]", "3 numbers")]
    [InlineData("\"values\": [0, 0, 0, 0, 0, 0, 0, 0]", "8 numbers")]
    [InlineData("\"values\": [1, 2, 3, 4, 5, 6, 7, 8], \"tolerance\": 0", "tolerance")]
    public void Read_ProbeThatProvesNothing_Throws(string members, string said)
    {
        string card = File.ReadAllText(Bundled.Card);
        card =
            card[..card.IndexOf("\"probe\"", StringComparison.Ordinal)]
            + $"\"probe\": {{ {members}, \"source\": \"x\" }} }}";

        Assert.Contains(
            said,
            Assert.Throws<InvalidInputException>(() => BackboneCard.Read(_folder.Write("x.json", card))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Draw_Picture_IsTheFormula()
    {
        byte[] pixels = ProbePicture.Draw(200, 30);

        Assert.Equal([255, 127, 255], pixels[..3]);
        // w(70) = 185, w(110) = 145, w(60) = 195.
        Assert.Equal([185, 72, 225], pixels.AsSpan(3 * (20 * 200 + 10), 3).ToArray());
    }

    [Fact]
    public void Sha256_OtherOrderOfChannels_IsAnother()
    {
        using var backbone = Load(card =>
            card.Replace("\"resize\"", "\"channels\": \"bgr\", \"resize\"", StringComparison.Ordinal)
        );

        Assert.NotEqual(Bundled.Backbone.Sha256, backbone.Sha256);
    }

    private Backbone Load(Func<string, string> change)
    {
        _folder.Write(Bundled.Name + ".onnx", Bundled.Backbone.ReadOnnx());
        return Backbone.Load(_folder.Write("changed.json", change(File.ReadAllText(Bundled.Card))));
    }
}
