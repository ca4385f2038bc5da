using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Backbones;

/// <summary>
/// Strict JSON: unknown, missing, doubled and null members are errors; names are camelCase, enumerations are words.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(BackboneCard))]
internal sealed partial class BackboneCardJson : JsonSerializerContext;
