using System.Text.Json.Serialization;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet.Parts;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Turns image files, or their bytes, into embeddings.</summary>
/// <param name="Backbone">The backbone's name, hash and preprocessing.</param>
/// <param name="FromBytes">Whether the input is an image's bytes instead of its path.</param>
/// <param name="Output">The column of embeddings.</param>
internal sealed record EmbedImagesPart(BackboneReference Backbone, bool FromBytes, string Output) : Part
{
    private ImageEmbedder? _embedder;

    /// <summary>What embeds; in a model that ML.NET loaded, the backbone of that name on this machine.</summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it is another.</exception>
    [JsonIgnore]
    public ImageEmbedder Embedder
    {
        get => _embedder ??= new ImageEmbedder(SharedBackbones.Get(Backbone));
        private init => _embedder = value;
    }

    /// <summary>Images in work at once.</summary>
    [JsonIgnore]
    public int Threads { get; private init; } = new EmbeddingOptions().Threads;

    /// <summary>The part with a backbone that is open.</summary>
    /// <exception cref="InvalidInputException">It is another than this part's.</exception>
    public EmbedImagesPart With(Backbone backbone, EmbeddingOptions options)
    {
        Backbone.Check(backbone);
        return this with { Embedder = new ImageEmbedder(backbone, options), Threads = options.Threads };
    }

    public override PartInput Input => FromBytes ? PartInput.Bytes : PartInput.Path;

    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors => [new(Output, Backbone.Dimension, Backbone: Backbone.Sha256)];

    public override void Compute(PartSource source, PartResult result) =>
        result.First = source is PathSource path
            ? Embedder.Embed(path.Value.ToString())
            : Embedder.Embed(((BytesSource)source).Value.DenseValues().ToArray());

    protected override void Check()
    {
        if (Backbone.Dimension is < 1 or > Pieces.MaxLength)
            throw Damaged($"embeddings of {Backbone.Dimension} numbers");
    }
}
