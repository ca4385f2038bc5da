using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using MlNetLabels.MLNet.Bundles;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.MLNet.Heads;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>
/// What one of our transformers does to a row, and all it needs for that, as the JSON text that lies in a model zip.
/// Immutable and thread-safe.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "part")]
[JsonDerivedType(typeof(EmbedImagesMapper), "embedImages")]
[JsonDerivedType(typeof(SoftmaxHeadMapper), "softmaxHead")]
[JsonDerivedType(typeof(LabelHeadsMapper), "labelHeads")]
[JsonDerivedType(typeof(BundleMapper), "bundle")]
internal abstract record RowMapper
{
    /// <summary>The column it reads.</summary>
    public required string InputColumn { get; init; }

    /// <summary>What that column holds.</summary>
    [JsonIgnore]
    public virtual InputKind Input => InputKind.Features;

    /// <summary>
    /// The vector columns it adds, one or two: <see cref="MapperOutput.First"/> and <see cref="MapperOutput.Second"/>.
    /// </summary>
    [JsonIgnore]
    public abstract IReadOnlyList<VectorColumn> Vectors { get; }

    /// <summary>
    /// The classes that <see cref="MapperOutput.Class"/> counts through; null where it adds no predicted class.
    /// </summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string>? Classes => null;

    /// <summary>The other members of <see cref="MapperOutput"/> that it adds as columns, under their names.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> Others => [];

    /// <summary>Makes sure that what is known of a column suits this mapper.</summary>
    /// <exception cref="InvalidInputException">It does not.</exception>
    public virtual void CheckInput(DataViewSchema.Column column) { }

    /// <summary>Computes a row.</summary>
    public abstract void Compute(MapperInput source, MapperOutput result);

    /// <summary>Makes sure that what was read from a model zip fits together.</summary>
    /// <exception cref="InvalidInputException">It does not.</exception>
    protected virtual void Check() { }

    public string ToText() => JsonSerializer.Serialize(this, RowMapperJson.Default.RowMapper);

    /// <exception cref="InvalidInputException">The text is damaged, or of another version.</exception>
    public static RowMapper Parse(string text)
    {
        try
        {
            var mapper =
                JsonSerializer.Deserialize(text, RowMapperJson.Default.RowMapper)
                ?? throw new JsonException("it is null");
            mapper.Check();
            return mapper;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw Damaged(error.Message, error);
        }
    }

    protected static InvalidInputException Damaged(string how, Exception? error = null) =>
        new(
            $"A transform of this ML.NET model that MlNetLabels saved is damaged or of another version ({how}). Train the "
                + $"model again or restore it from a backup.",
            error
        );
}

/// <summary>A column of numbers.</summary>
/// <param name="Name">Of the column.</param>
/// <param name="Length">Of the vector.</param>
/// <param name="SlotNames">What each number is about; null where they have no names.</param>
/// <param name="Backbone">The hash of the backbone whose embeddings they are; null for other numbers.</param>
internal sealed record VectorColumn(
    string Name,
    int Length,
    IReadOnlyList<string>? SlotNames = null,
    string? Backbone = null
);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(RowMapper))]
internal sealed partial class RowMapperJson : JsonSerializerContext;
