using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Models;

/// <summary>How a manifest is written and read: camelCase, strict, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(SchemaProbe))]
internal sealed partial class ModelJson : JsonSerializerContext;

/// <summary>Just the version, to tell another format from a damaged one.</summary>
internal sealed record SchemaProbe
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    public int SchemaVersion { get; init; }
}
