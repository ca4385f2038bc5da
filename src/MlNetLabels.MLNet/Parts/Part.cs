using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.MLNet.Bundles;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.MLNet.Heads;

namespace MlNetLabels.MLNet.Parts;

/// <summary>
/// What one of our transformers does to a row, and all it needs for that, as the JSON text that lies in a model zip. The numbers of a row
/// are computed at once into one span; columns are slices of it, or decisions read from it. Immutable and thread-safe.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "part")]
[JsonDerivedType(typeof(EmbedImagesPart), "embedImages")]
[JsonDerivedType(typeof(SoftmaxHeadPart), "softmaxHead")]
[JsonDerivedType(typeof(LabelHeadsPart), "labelHeads")]
[JsonDerivedType(typeof(BundlePart), "bundle")]
internal abstract record Part
{
    /// <summary>The column it reads.</summary>
    public required string InputColumn { get; init; }

    /// <summary>What that column holds.</summary>
    [JsonIgnore]
    public virtual PartInput Input => PartInput.Features;

    /// <summary>The vector columns it adds: consecutive slices of what it computes, one or two.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<VectorColumn> Vectors { get; }

    /// <summary>The classes that <see cref="Decision.PredictedLabel"/> chooses from; null where there is no such column.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string>? Classes => null;

    /// <summary>The members of <see cref="Decision"/> that it adds as columns, besides the class.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> Decisions => [];

    /// <summary>How many numbers it computes for a row, those in no vector column included.</summary>
    [JsonIgnore]
    public virtual int Length => Vectors.Sum(v => v.Length);

    /// <summary>Computes a row's numbers.</summary>
    public abstract void Compute(PartSource source, Span<float> numbers);

    /// <summary>Reads what was decided from a row's numbers.</summary>
    public virtual void Decide(ReadOnlySpan<float> numbers, Decision decision) { }

    public string ToText() => JsonSerializer.Serialize(this, PartJson.Default.Part);

    /// <exception cref="InvalidInputException">The text is damaged, or of another version.</exception>
    public static Part Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, PartJson.Default.Part) ?? throw new JsonException("it is null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidInputException($"A part of this ML.NET model that MlNetLabels saved is damaged or of another version ({error.Message}). Train the model again or restore it from a backup.", error);
        }
    }
}

/// <summary>A column of numbers.</summary>
/// <param name="Name">Of the column.</param>
/// <param name="Length">Of the vector.</param>
/// <param name="SlotNames">What each number is about; null where they have no names.</param>
internal sealed record VectorColumn(string Name, int Length, IReadOnlyList<string>? SlotNames = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Part))]
internal sealed partial class PartJson : JsonSerializerContext;
