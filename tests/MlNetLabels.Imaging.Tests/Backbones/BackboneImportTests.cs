using MlNetLabels.Backbones;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class BackboneImportTests : IDisposable
{
    private const string Onnx = Bundled.Name + ".onnx";
    private readonly TemporaryFolder _models = new();
    private readonly TemporaryFolder _cache = new();
    private readonly string _card;

    public BackboneImportTests()
    {
        _card = _models.Write(Bundled.Name + ".json", File.ReadAllText(Bundled.Card));
        File.Copy(Bundled.Weights, _models.File(Path.GetFileName(Bundled.Weights)));
    }

    private BackboneOptions Options =>
        new() { ModelsFolder = Path.GetDirectoryName(_card), CacheFolder = _cache.File("inner") };

    public void Dispose()
    {
        _models.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void Load_ByNameCardAndOnnx_SameBackbone()
    {
        using var byName = Backbone.Load(Bundled.Name, Options);
        using var byCard = Backbone.Load(_card, Options);
        using var byOnnx = Backbone.Load(_models.File(Onnx), Options);

        Assert.Equal(byName.Sha256, byCard.Sha256);
        Assert.Equal(byName.Sha256, byOnnx.Sha256);
        Assert.Equal(64, byName.Sha256.Length);
    }

    [Fact]
    public void Load_MadeTwice_SameBytes()
    {
        byte[] first = LoadAndRead();
        File.Delete(_models.File(Onnx));

        Assert.Equal(first, LoadAndRead());
    }

    [Fact]
    public void Load_AlreadyMade_LeavesTheFileAlone()
    {
        LoadAndRead();
        File.Delete(_models.File(Path.GetFileName(Bundled.Weights)));
        var written = File.GetLastWriteTimeUtc(_models.File(Onnx));

        LoadAndRead();

        Assert.Equal(written, File.GetLastWriteTimeUtc(_models.File(Onnx)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(3_700_000)]
    public void Load_DamagedImport_IsMadeAgain(int place)
    {
        byte[] sound = LoadAndRead();
        byte[] flipped = [.. sound];
        flipped[place] ^= 1;
        foreach (byte[] damaged in new[] { flipped, sound[..place] })
        {
            File.WriteAllBytes(_models.File(Onnx), damaged);
            Assert.Equal(sound, LoadAndRead());
        }
    }

    [Fact]
    public void Sha256_CardWordedAnew_StaysTheSame()
    {
        using var before = Backbone.Load(_card, Options);
        File.WriteAllText(
            _card,
            File.ReadAllText(_card).Replace("torchvision's layout", "another wording", StringComparison.Ordinal)
        );

        using var after = Backbone.Load(_card, Options);

        Assert.NotEqual(before.Card.Description, after.Card.Description);
        Assert.Equal(before.Sha256, after.Sha256);
    }

    [Fact]
    public void Load_EightAtOnce_OneFileAndNothingLeftOver()
    {
        string[] hashes = new string[8];
        var threads = hashes
            .Select(
                (_, i) =>
                    new Thread(() =>
                    {
                        using var backbone = Backbone.Load(_card, Options);
                        hashes[i] = backbone.Sha256;
                    })
            )
            .ToList();
        threads.ForEach(x => x.Start());
        threads.ForEach(x => x.Join());

        Assert.Single(hashes.Distinct());
        Assert.Equal([Bundled.Name + ".json", Onnx, Path.GetFileName(Bundled.Weights)], _models.Names());
    }

    [Fact]
    public void Load_ModelsFolderThatTakesNoFile_KeepsItInTheCache()
    {
        Directory.CreateDirectory(_models.File(Onnx)); // stands in the way, as root may write everywhere

        using var backbone = Backbone.Load(_card, Options);

        Assert.Equal(Path.Combine(_cache.File("inner"), Onnx), backbone.Path);
        Assert.True(File.Exists(backbone.Path));
    }

    [Fact]
    public void Load_NoPlaceTakesAFile_StillLoads()
    {
        Directory.CreateDirectory(_models.File(Onnx));
        _cache.Write("inner", "in the way");

        using var backbone = Backbone.Load(_card, Options);

        Assert.Equal(Bundled.Backbone.Sha256, backbone.Sha256);
    }

    [Fact]
    public void Load_WeightsWithAnotherHash_NamesBoth()
    {
        string weights = _models.File(Path.GetFileName(Bundled.Weights));
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        var error = Assert.Throws<InvalidInputException>(() => Backbone.Load(_card, Options));

        Assert.Equal(weights, error.File);
        Assert.Contains("faaa680c62f989d6", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_models.File(Onnx)));
    }

    [Fact]
    public void Load_CardWithAnotherDimensionThanTheWeights_NamesBoth()
    {
        File.WriteAllText(
            _card,
            File.ReadAllText(_card).Replace("\"dimension\": 576", "\"dimension\": 577", StringComparison.Ordinal)
        );

        var error = Assert.Throws<InvalidInputException>(() => Backbone.Load(_card, Options));

        Assert.Contains("576", error.Message, StringComparison.Ordinal);
        Assert.Contains("577", error.Message, StringComparison.Ordinal);
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

    private byte[] LoadAndRead()
    {
        using var backbone = Backbone.Load(_card, Options);
        return File.ReadAllBytes(backbone.Path);
    }
}
