using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Models;

/// <summary>How a manifest is written and read: camelCase, strict, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(BundleSignature))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>For people and programs that read results: members that are null are left out.</summary>
    public static ModelJson WithoutNulls =>
        field ??= new(
            new JsonSerializerOptions(Unescaped.Options)
            {
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            }
        );

    /// <summary>
    /// For writing: the fingerprints of a million images are one long Base64 text, and escaping its plus signs, as
    /// pages need it, would take 12 times its room.
    /// </summary>
    public static ModelJson Unescaped =>
        field ??= new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}
