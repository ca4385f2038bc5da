using System.Text.Json.Nodes;
using MlNetLabels.Backbones;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneCardTests
{
    [Fact]
    public void Read_BundledCard_HasTheFacts()
    {
        var card = BackboneCard.Read(Bundled.Card);

        Assert.Equal(576, card.Dimension);
        Assert.Equal(
            (224, 224, ResizeMode.Squeeze),
            (card.Preprocessing.Width, card.Preprocessing.Height, card.Preprocessing.Resize)
        );
        Assert.Equal([0.485f, 0.456f, 0.406f], card.Preprocessing.Mean);
        Assert.Equal([0.229f, 0.224f, 0.225f], card.Preprocessing.Std);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("onnx")]
    [InlineData("dimension")]
    [InlineData("preprocessing")]
    [InlineData("preprocessing.mean")]
    public void Read_MissingMember_NamesIt(string member) => AssertNames(member.Split('.')[^1], member, null);

    [Theory]
    [InlineData("licence", "\" \"")]
    [InlineData("licence", "null")]
    [InlineData("dimension", "0")]
    [InlineData("dimension", "\"many\"")]
    [InlineData("onnx", "\"../x.onnx\"")]
    [InlineData("onnx", "\"..\"")]
    [InlineData("colour", "1")]
    [InlineData("preprocessing.width", "0")]
    [InlineData("preprocessing.height", "100000")]
    [InlineData("preprocessing.resize", "\"stretch\"")]
    [InlineData("preprocessing.resize", "7")]
    [InlineData("preprocessing.cropFraction", "0")]
    [InlineData("preprocessing.cropFraction", "1.1")]
    [InlineData("preprocessing.mean", "[0.5]")]
    [InlineData("preprocessing.std", "[1, 0, 1]")]
    public void Read_BadMember_NamesIt(string member, string value) =>
        AssertNames(member.Split('.')[^1], member, value);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\": \"x\", \"name\": \"y\"}")]
    [InlineData("{\"name\": ")]
    public void Read_NoCard_NamesTheFile(string json)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.json", json);

        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => BackboneCard.Read(path)).File);
    }

    [Fact]
    public void Read_NoFile_NamesTheFile() =>
        Assert.Contains(
            "missing.json",
            Assert.Throws<InvalidInputException>(() => BackboneCard.Read("missing.json")).Message,
            StringComparison.Ordinal
        );

    private static void AssertNames(string name, string member, string? value)
    {
        using var folder = new TemporaryFolder();
        var card = JsonNode.Parse(File.ReadAllText(Bundled.Card))!;
        var parent = member.Split('.')[..^1].Aggregate(card, (node, part) => node[part]!).AsObject();
        if (value is null)
            Assert.True(parent.Remove(name));
        else
            parent[name] = JsonNode.Parse(value);
        string path = folder.Write("x.json", card.ToJsonString());

        var error = Assert.Throws<InvalidInputException>(() => BackboneCard.Read(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }
}
