using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.AspNetCore.InferenceV2;

/// <summary>The shapes of the Open Inference Protocol, version 2.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(InferResponse))]
[JsonSerializable(typeof(InferError))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class InferenceJson : JsonSerializerContext;

internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

internal sealed record ModelMetadata(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorMetadata> Inputs,
    IReadOnlyList<TensorMetadata> Outputs
);

internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape)
{
    /// <summary>What the columns of a matrix are.</summary>
    public TensorParameters? Parameters { get; init; }
}

internal sealed record TensorParameters(IReadOnlyList<string> Labels);

internal sealed record InferResponse(
    string ModelName,
    string ModelVersion,
    string? Id,
    IReadOnlyList<InferOutput> Outputs
)
{
    /// <summary>What is to be known of all outputs; null for nothing.</summary>
    public AnswerParameters? Parameters { get; init; }
}

/// <param name="DomainCheck">"off" where no image is ever rejected.</param>
internal sealed record AnswerParameters(string DomainCheck);

internal sealed record InferOutput(string Name, string Datatype, IReadOnlyList<long> Shape, JsonElement Data);

internal sealed record InferError(string Error);
