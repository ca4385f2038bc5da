using System.Security.Cryptography;
using MlNetLabels.Eng.ImportBackbone;
using MlNetLabels.Testing;

namespace MlNetLabels.Eng.Tests;

public sealed class MobileNetV3SmallImportTests
{
    // Of the file that the library's first version made: models trained with it name their backbone by these bytes.
    private const string Sha256 = "cc195f8c4280741df02079556ee5d12b776ae87f9c81f500a755335286b51027";

    private static readonly BackboneFacts s_card = BackboneFacts.Read(
        Path.Combine(SharedFiles.Repository, "models", MobileNetV3SmallImport.Name + ".json")
    );

    [Fact]
    public void Make_WeightsOfNpm_GivesTheBytesThatModelsKnow() =>
        Assert.Equal(
            Sha256,
            Convert.ToHexStringLower(SHA256.HashData(MobileNetV3SmallImport.Make(Npm.Weights, s_card)))
        );

    [Fact]
    public void Make_WeightsWithAnotherHash_NamesBoth()
    {
        using var folder = new TemporaryFolder();
        byte[] weights = File.ReadAllBytes(Npm.Weights);
        weights[^1] ^= 1;
        string path = folder.Write("x.gguf", weights);

        var error = Assert.Throws<InvalidInputException>(() => MobileNetV3SmallImport.Make(path, s_card));

        Assert.Equal(path, error.File);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(weights)), error.Message, StringComparison.Ordinal);
        Assert.Contains("faaa680c62f989d6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_CardWithAnotherDimensionThanTheWeights_NamesBoth()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            MobileNetV3SmallImport.Make(Npm.Weights, s_card with { Dimension = 577 })
        );

        Assert.Contains("576", error.Message, StringComparison.Ordinal);
        Assert.Contains("577", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"input": 1}""")]
    public void Read_NoCard_NamesTheFile(string json)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.json", json);

        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => BackboneFacts.Read(path)).File);
    }
}
