using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Caching;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Model zips loaded with all that our parts know, and those that are damaged.</summary>
public sealed class LoadPipelineTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadPipeline_LabelHeads_NamesSlotsAgain()
    {
        var data = Points.View(_ml);
        var fitted = Heads(data);

        var scored = _ml.Model.LoadPipeline(fitted.SaveTo(_folder, data.Schema), out _).Transform(data);

        Assert.Equal(Points.Names, scored.Schema["Score"].Names(Columns.SlotNames)!);
        Assert.Equal(Points.Names, scored.Schema["Probability"].Names(Columns.SlotNames)!);
        Assert.Equal(
            fitted.Transform(data).GetColumn<float[]>("Probability"),
            scored.GetColumn<float[]>("Probability")
        );
    }

    [Fact]
    public void LoadPipeline_Images_EmbedsAheadWithTheOptionsGiven()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var fitted = Embed(shapes.Backbone.ToReference())
            .Append(_ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.02 }))
            .Fit(data);
        using var cache = EmbeddingCache.Open(_folder.File("embeddings.db"));

        var loaded = _ml.Model.LoadPipeline(
            fitted.SaveTo(_folder, data.Schema),
            out var schema,
            shapes.Backbone,
            new EmbeddingOptions { Cache = cache }
        );

        Assert.Equal(
            fitted.Transform(data).GetColumn<float[]>("Score"),
            loaded.Transform(data).GetColumn<float[]>("Score")
        );
        Assert.Equal(2 * Shapes.PerClass, cache.Misses);
        Assert.Contains(schema, c => c.Name == "ImagePath");
    }

    [Fact]
    public void LoadPipeline_SeveralNetworks_EmbedsWithAllOfThem()
    {
        _folder.Write("twin.onnx", shapes.Backbone.ReadOnnx());
        string card = _folder.Write(
            "twin.json",
            File.ReadAllText(Path.Combine(SharedFiles.Repository, "models", "mobilenet-v3-small.json"))
                .Replace("mobilenet-v3-small", "twin", StringComparison.Ordinal)
                .Replace("0.485", "0.5", StringComparison.Ordinal)
        );
        using var both = Backbones.Backbone.Load("mobilenet-v3-small+" + card);
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var fitted = _ml.Transforms.EmbedImages("Features", "ImagePath", both).Fit(data);

        var loaded = _ml.Model.LoadPipeline(fitted.SaveTo(_folder, data.Schema), out _, both);

        float[][] expected = [.. fitted.Transform(data).GetColumn<float[]>("Features")];
        Assert.Equal(2 * shapes.Backbone.Dimension, expected[0].Length);
        Assert.Equal(expected, loaded.Transform(data).GetColumn<float[]>("Features"));
    }

    [Fact]
    public void LoadPipeline_OtherBackbone_SaysSoAtOnce()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        string zip = Embed(shapes.Backbone.ToReference() with { Sha256 = new string('0', 64) })
            .Fit(data)
            .SaveTo(_folder, data.Schema);

        Assert.Contains(
            "bring the old backbone back",
            Assert.Throws<InvalidInputException>(() => _ml.Model.LoadPipeline(zip, out _)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "bring the old backbone back",
            Assert.Throws<InvalidInputException>(() => _ml.Model.LoadPipeline(zip, out _, shapes.Backbone)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void LoadPipeline_MissingBackbone_NamesIt()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        string zip = Embed(shapes.Backbone.ToReference() with { Name = "no-such-network" })
            .Fit(data)
            .SaveTo(_folder, data.Schema);

        Assert.Contains(
            "no-such-network",
            Assert.Throws<InvalidInputException>(() => _ml.Model.LoadPipeline(zip, out _)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_OtherBackbone_SaysSoAtTheFirstImage()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);

        var loaded = Embed(shapes.Backbone.ToReference() with { Sha256 = new string('0', 64) })
            .Fit(data)
            .SavedAndLoaded(_folder, data.Schema);

        var error = Assert.ThrowsAny<Exception>(() => loaded.Transform(data).GetColumn<float[]>("Features").First());
        Assert.Contains(
            "bring the old backbone back",
            (error as InvalidInputException ?? error.InnerException)!.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("no zip at all")]
    [InlineData("")]
    public void LoadPipeline_NoModel_NamesTheFile(string content)
    {
        string path = _folder.Write("modèle.zip", content);

        Assert.Contains(
            "modèle.zip",
            Assert.Throws<InvalidInputException>(() => _ml.Model.LoadPipeline(path, out _)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void LoadPipeline_NoFile_NamesIt() =>
        Assert.Contains(
            "none.zip",
            Assert.Throws<InvalidInputException>(() => _ml.Model.LoadPipeline(_folder.File("none.zip"), out _)).Message,
            StringComparison.Ordinal
        );

    /// <summary>
    /// Cut anywhere, or with any byte another: it loads and answers as before, or says that it is damaged.
    /// </summary>
    [Trait("Speed", "Slow")]
    [Fact]
    public void LoadPipeline_DamagedZips_AnswerOrAreRefused()
    {
        var data = Points.View(_ml);
        var fitted = Heads(data);
        float[] expected = fitted.Transform(data).GetColumn<float[]>("Probability").First();
        byte[] whole = File.ReadAllBytes(fitted.SaveTo(_folder, data.Schema));
        var random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = round % 4 == 0 ? whole[..random.Next(1, whole.Length)] : [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            string path = _folder.Write("damaged.zip", damaged);
            try
            {
                Assert.Equal(
                    expected,
                    _ml.Model.LoadPipeline(path, out _).Transform(data).GetColumn<float[]>("Probability").First()
                );
            }
            catch (InvalidInputException error)
            {
                refused++;
                Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
            }
        }
        // A fourth is cut; of the bytes, those of dates and the like do no harm.
        Assert.InRange(refused, 75, 300);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"kind":"path","input":"a","output":"b"}""")]
    [InlineData("""{"backbone":{"name":"x","dimension":0},"kind":"path","input":"a","output":"b"}""")]
    [InlineData("""{"backbone":null,"kind":"path","input":"a","output":"b"}""")]
    [InlineData("""{"backbone":{"name":"x","dimension":2},"kind":"sound","input":"a","output":"b"}""")]
    public void Parse_DamagedState_IsRefused(string text) =>
        Assert.Contains(
            "damaged",
            Assert.Throws<InvalidInputException>(() => ImageStep.Parse(text)).Message,
            StringComparison.Ordinal
        );

    private ITransformer Heads(IDataView data) =>
        _ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.02 }).Fit(data);

    private static Embed Embed(Models.BackboneReference reference) => new(reference);
}
