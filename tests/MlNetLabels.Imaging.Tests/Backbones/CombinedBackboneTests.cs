using System.Collections.Concurrent;
using System.Text.Json;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Backbones;

public sealed class CombinedBackboneTests : IDisposable
{
    // Two float32 roundings, of the length's inverse and of the product.
    private const float Rounding = 1e-6f;

    private readonly TemporaryFolder _folder = new();
    private readonly BackboneOptions _options;

    public CombinedBackboneTests()
    {
        SmallOnnx.Write(_folder, "first", "features");
        SmallOnnx.Write(_folder, "second", "pooled", ("cropCentre", "squeeze"), ("[0, 0, 0]", "[0.5, 0.4, 0.3]"));
        _options = new() { ModelsFolder = _folder.Path };
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Picture(int seed = 0) => TestImages.Png(TestImages.Scene(60 + seed, 50), 60 + seed, 50);

    [Theory]
    [InlineData("first+mobilenet-v3-small", 2 + 576)]
    [InlineData("mobilenet-v3-small + first + second", 576 + 2 + 2)]
    public void Embed_SeveralNetworks_GivesTheirEmbeddingsOfUnitLengthInOrder(string name, int dimension)
    {
        using var backbone = Backbone.Load(name, _options);
        Assert.Equal(dimension, backbone.Dimension);

        float[] embedding = new ImageEmbedder(backbone).Embed(Picture());

        var expected = new List<float>();
        foreach (string part in name.Split(" + ").SelectMany(x => x.Split('+')))
        {
            using var alone = Backbone.Load(part, _options);
            float[] values = new ImageEmbedder(alone).Embed(Picture());
            double length = Math.Sqrt(values.Sum(x => (double)x * x));
            expected.AddRange(values.Select(x => (float)(x / length)));
        }
        Assert.Equal(expected, embedding, (a, b) => Math.Abs(a - b) < Rounding);
    }

    [Fact]
    public void Embed_NetworkThatGivesZeros_LeavesZeros()
    {
        // Black pixels are the negated means, which make both sums negative before the ReLU.
        SmallOnnx.Write(_folder, "zero", "scores", ("[0, 0, 0]", "[1.8, 0, -0.4]"));
        using var backbone = Backbone.Load("first+zero", _options);

        float[] embedding = new ImageEmbedder(backbone).Embed(TestImages.Png(TestImages.Constant(8, 8, 0, 0, 0), 8, 8));

        Assert.Equal(1, embedding[..2].Sum(x => (double)x * x), Rounding);
        Assert.Equal([0f, 0f], embedding[2..]);
    }

    [Fact]
    public void Embed_CacheFilledByOneNetworkAlone_ServesTheCombination()
    {
        var cache = new CountingCache();
        var options = new EmbeddingOptions { Cache = cache };
        using var alone = Backbone.Load("second", _options);
        using var both = Backbone.Load("first+second", _options);
        float[] own = new ImageEmbedder(alone, options).Embed(Picture());
        Assert.Equal((0, 1), (cache.Hits, cache.Added));

        float[] embedding = new ImageEmbedder(both, options).Embed(Picture());
        float[] again = new ImageEmbedder(both, options).Embed(Picture());

        Assert.Equal((3, 2), (cache.Hits, cache.Added));
        Assert.Equal(embedding, again);
        Assert.Equal(embedding, new ImageEmbedder(both).Embed(Picture()));
        Assert.Equal(own, new ImageEmbedder(alone, options).Embed(Picture()));
    }

    [Fact]
    public void EmbedPixels_SeveralNetworks_AsTheFileDoes()
    {
        using var both = Backbone.Load("first+second", _options);

        Assert.Equal(
            new ImageEmbedder(both).Embed(Picture()),
            new ImageEmbedder(both).EmbedPixels(TestImages.Scene(60, 50), 60, 50)
        );
    }

    [Fact]
    public void Sha256_OtherOrderOrPart_IsAnother()
    {
        string[] hashes =
        [
            .. new[] { "first", "second", "first+second", "second+first", "first+mobilenet-v3-small" }.Select(name =>
            {
                using var backbone = Backbone.Load(name, _options);
                return backbone.Sha256;
            }),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void LoadOfAReference_FindsEachPartByNameAndHash()
    {
        using var backbone = Backbone.Load("first+second", _options);
        var reference = backbone.ToReference();
        Assert.Equal("first+second", reference.Name);
        Assert.Null(reference.Preprocessing);

        using (var found = Backbone.Load(reference, _options))
            Assert.Equal(backbone.Sha256, found.Sha256);
        SmallOnnx.Write(_folder, "second", "scores");
        Assert.Contains(
            "backbone 'second'",
            Assert.Throws<InvalidInputException>(() => Backbone.Load(reference, _options)).Message,
            StringComparison.Ordinal
        );
        File.Delete(_folder.File("second.json"));
        Assert.Contains(
            "no backbone 'second'",
            Assert.Throws<InvalidInputException>(() => Backbone.Load(reference, _options)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void LoadOfAReference_PartsThatAreNone_Throws()
    {
        using var backbone = Backbone.Load("first+second", _options);
        var reference = backbone.ToReference();

        foreach (
            var parts in (IReadOnlyList<MlNetLabels.Models.BackboneReference>[])
                [
                    [],
                    [null!],
                    [reference.Parts![1], reference.Parts[0]],
                    [reference.Parts[0]],
                ]
        )
            Assert.Throws<InvalidInputException>(() => Backbone.Load(reference with { Parts = parts }, _options));
    }

    [Fact]
    public void ToReference_OneNetwork_WritesNoParts()
    {
        string json = JsonSerializer.Serialize(Bundled.Backbone.ToReference());

        Assert.DoesNotContain("Parts", json, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([Bundled.Backbone], Bundled.Backbone.Parts);
    }

    [Theory]
    [InlineData("first+", "names no backbone beside a +")]
    [InlineData("+first", "names no backbone beside a +")]
    [InlineData("first+first", "named twice")]
    [InlineData("first+nobody", "no backbone 'nobody'")]
    [InlineData("first+resnet18", "dotnet add package MlNetLabels.Backbones.ResNet18")]
    public void Load_NotAllAreThere_SaysWhichAndWhy(string name, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<InvalidInputException>(() => Backbone.Load(name, _options)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Load_PathsOfCards_AreCombinedToo()
    {
        string card = _folder.File("second.json");
        using var backbone = Backbone.Load($"{Bundled.Name}+{card}", _options);

        Assert.Equal("mobilenet-v3-small+second", backbone.Card.Name);
        Assert.EndsWith("+" + _folder.File("second.onnx"), backbone.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NameThatHoldsThatSign_IsOneBackbone()
    {
        SmallOnnx.Write(_folder, "c++", "pooled");

        using var byName = Backbone.Load("c++", _options);
        using var byPath = Backbone.Load(_folder.File("c++.json"));

        Assert.Equal(("c++", "c++"), (byName.Card.Name, byPath.Card.Name));
        Assert.Single(byName.Parts);
    }

    [Fact]
    public void EmbedTensorsOrReadOnnx_SeveralNetworks_SaysWhatToDo()
    {
        using var both = Backbone.Load("first+second", _options);

        Assert.Contains(
            "ImageEmbedder",
            Assert.Throws<NotSupportedException>(() => both.Embed([], 0, [])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Parts",
            Assert.Throws<NotSupportedException>(() => both.ReadOnnx()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Dispose_ClosesEveryPart()
    {
        var both = Backbone.Load("first+second", _options);
        both.Dispose();

        Assert.All(both.Parts, part => Assert.Throws<ObjectDisposedException>(() => part.Embed([], 0, [])));
    }

    private sealed class CountingCache : IEmbeddingCache
    {
        private readonly ConcurrentDictionary<string, float[]> _stored = [];

        public int Hits { get; private set; }

        public int Added => _stored.Count;

        public bool TryGet(byte[] key, Span<float> embedding)
        {
            if (!_stored.TryGetValue(Convert.ToHexString(key), out float[]? found))
                return false;
            found.CopyTo(embedding);
            Hits++;
            return true;
        }

        public void Add(EmbeddingSpace space, byte[] key, ReadOnlySpan<float> embedding) =>
            _stored[Convert.ToHexString(key)] = embedding.ToArray();
    }
}
