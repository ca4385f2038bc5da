using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Backbones;

namespace MlNetLabels.Runs;

/// <summary>A backbone's card as its file has it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BackboneCard))]
internal sealed partial class CardFile : JsonSerializerContext
{
    public static string Text(BackboneCard card)
    {
        var readable = new CardFile(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        return JsonSerializer.Serialize(card, readable.BackboneCard);
    }
}
