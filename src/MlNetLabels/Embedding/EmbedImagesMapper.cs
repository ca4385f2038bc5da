using System.Text.Json.Serialization;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet.Transforms;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Turns image files, or their bytes, into embeddings.</summary>
/// <param name="Backbone">The backbone's name, hash and preprocessing.</param>
/// <param name="FromBytes">Whether the input is an image's bytes instead of its path.</param>
/// <param name="Output">The column of embeddings.</param>
internal sealed record EmbedImagesMapper(BackboneReference Backbone, bool FromBytes, string Output)
    : RowMapper,
        IDisposable
{
    private ImageEmbedder? _embedder;
    private SharedBackbones.Lease? _lease;

    /// <summary>
    /// What embeds. In a model that ML.NET's own Load made, the backbone of that name on this machine, which then stays
    /// open: ML.NET tells such a transform neither options nor the end of its life.
    /// </summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it is another.</exception>
    [JsonIgnore]
    public ImageEmbedder Embedder
    {
        get => _embedder ??= new ImageEmbedder(SharedBackbones.OfProcess.Rent(Backbone).Backbone);
        private init => _embedder = value;
    }

    /// <summary>Images in work at once.</summary>
    [JsonIgnore]
    public int Threads { get; private init; } = new EmbeddingOptions().Threads;

    /// <summary>The mapper with a backbone that is open.</summary>
    /// <exception cref="InvalidInputException">It is another than this mapper's.</exception>
    public EmbedImagesMapper With(Backbone backbone, EmbeddingOptions options)
    {
        backbone.CheckIs(Backbone);
        return this with { Embedder = new ImageEmbedder(backbone, options), Threads = options.Threads };
    }

    /// <summary>
    /// The mapper with the backbone of its name on this machine, which closes with the last that uses it.
    /// </summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it is another.</exception>
    public EmbedImagesMapper WithShared(EmbeddingOptions options)
    {
        var lease = SharedBackbones.OfProcess.Rent(Backbone);
        return With(lease.Backbone, options) with { _lease = lease };
    }

    /// <summary>Gives back a shared backbone; one that was given stays open.</summary>
    public void Dispose() => _lease?.Dispose();

    public override InputKind Input => FromBytes ? InputKind.Bytes : InputKind.Path;

    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors => [new(Output, Backbone.Dimension, Backbone: Backbone.Sha256)];

    public override void Compute(MapperInput source, MapperOutput result) =>
        result.First = source is PathInput path
            ? Embedder.Embed(path.Value.ToString())
            : Embedder.Embed(((BytesInput)source).Value.DenseValues().ToArray());

    protected override void Check()
    {
        if (Backbone.Dimension is < 1 or > VectorChunks.MaxLength)
            throw Damaged($"embeddings of {Backbone.Dimension} numbers");
    }
}
