using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// What EmbedImages does to a row, and all it needs for that, as the JSON text that lies in a model zip.
/// </summary>
/// <param name="Backbone">The backbone's name, hash and preprocessing.</param>
/// <param name="Kind">What the column of images holds.</param>
/// <param name="Input">The column of images.</param>
/// <param name="Output">The column of embeddings.</param>
/// <param name="Width">Of images that ML.NET decoded to one size; 0 where sizes differ.</param>
/// <param name="Height">Of the same.</param>
internal sealed record ImageStep(
    BackboneReference Backbone,
    ImageColumnKind Kind,
    string Input,
    string Output,
    int Width = 0,
    int Height = 0
) : IDisposable
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

    /// <summary>Whether all images have the one size that the column's type says.</summary>
    [JsonIgnore]
    public bool IsSized => Width > 0;

    /// <summary>Images in work at once.</summary>
    [JsonIgnore]
    public int Threads { get; private init; } = new EmbeddingOptions().Threads;

    /// <summary>The step with a backbone that is open.</summary>
    /// <exception cref="InvalidInputException">It is another than this step's.</exception>
    public ImageStep With(Backbone backbone, EmbeddingOptions options)
    {
        backbone.CheckIs(Backbone);
        return this with { Embedder = new ImageEmbedder(backbone, options), Threads = options.Threads };
    }

    /// <summary>
    /// The step with the backbone of its name on this machine, which closes with the last that uses it.
    /// </summary>
    /// <exception cref="InvalidInputException">There is none of that name, or it is another.</exception>
    public ImageStep WithShared(EmbeddingOptions options)
    {
        var lease = SharedBackbones.OfProcess.Rent(Backbone);
        return With(lease.Backbone, options) with { _lease = lease };
    }

    /// <summary>Gives back a shared backbone; one that was given stays open.</summary>
    public void Dispose() => _lease?.Dispose();

    public string ToText() => JsonSerializer.Serialize(this, ImageStepJson.Default.ImageStep);

    /// <exception cref="InvalidInputException">The text is damaged, or of another version.</exception>
    public static ImageStep Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ImageStepJson.Default.ImageStep) is { Backbone.Dimension: > 0 } step
                ? step
                : throw new JsonException("it says nothing of a backbone");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new InvalidInputException(
                $"The EmbedImages of this ML.NET model is damaged or of another version ({error.Message}). Train the "
                    + $"model again or restore it from a backup.",
                error
            );
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ImageStep))]
internal sealed partial class ImageStepJson : JsonSerializerContext;
