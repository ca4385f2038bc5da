using System.Text.Json.Serialization;
using MlNetLabels.MLNet.Parts;
using MlNetLabels.Models;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Turns image files, or their bytes, into embeddings.</summary>
/// <param name="Backbone">The backbone's name, hash and preprocessing.</param>
/// <param name="FromBytes">Whether the input is an image's bytes instead of its path.</param>
/// <param name="Output">The column of embeddings.</param>
internal sealed record EmbedImagesPart(BackboneReference Backbone, bool FromBytes, string Output) : Part
{
    /// <summary>An embedder that is open already; null in a loaded model.</summary>
    [JsonIgnore]
    public ImageEmbedder? Given { get; init; }

    public override PartInput Input => FromBytes ? PartInput.Bytes : PartInput.Path;

    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors => [new(Output, Backbone.Dimension)];

    public override void Compute(PartSource source, Span<float> numbers)
    {
        var embedder = Given ?? SharedBackbones.Embedder(Backbone);
        float[] embedding = source is PathSource path ? embedder.Embed(path.Value.ToString()) : embedder.Embed(((BytesSource)source).Value.DenseValues().ToArray());
        embedding.CopyTo(numbers);
    }
}
