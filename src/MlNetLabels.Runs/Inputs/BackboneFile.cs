using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What embeddings were made with, and their seal: the .json file beside an .npy file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BackboneReference))]
[JsonSerializable(typeof(EmbeddingsSeal), TypeInfoPropertyName = "Seal")]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class BackboneFile : JsonSerializerContext
{
    private const long MostBytes = 16 << 20;

    /// <summary>The file's text.</summary>
    public static string Text(BackboneReference backbone, EmbeddingsSeal seal)
    {
        // Names are readable, also with a + in them.
        var readable = new BackboneFile(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        var file = JsonSerializer.SerializeToNode(backbone, readable.BackboneReference)!.AsObject();
        file[EmbeddingsSeal.Member] = JsonSerializer.SerializeToNode(seal, readable.Seal);
        return file.ToJsonString(readable.Options);
    }

    /// <summary>Reads it; where there is none, the backbone is unknown.</summary>
    public static BackboneReference Read(string embeddings, int dimension)
    {
        string path = EmbeddingsSeal.PathOf(embeddings);
        if (!File.Exists(path))
            return new BackboneReference { Name = "unknown", Dimension = dimension };
        try
        {
            byte[] json = InputFile.ReadBytes(path, MostBytes);
            InputJson.Check(json);
            var made = JsonSerializer.Deserialize(json, Default.BackboneReference);
            if (made?.Parts?.Any(part => part is null) == true)
                throw new JsonException("a list holds null");
            return made?.Dimension == dimension
                ? made
                : throw new InvalidInputException(
                    path,
                    null,
                    $"it tells of {made?.Dimension} dimensions, but the embeddings have {dimension}. Embed again."
                );
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                path,
                null,
                $"it is damaged ({InputJson.Reason(error)}). Embed again, or remove it.",
                error
            );
        }
    }
}
