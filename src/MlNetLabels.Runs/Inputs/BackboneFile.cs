using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>What embeddings were made with: the .json file beside an .npy file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BackboneReference))]
internal sealed partial class BackboneFile : JsonSerializerContext
{
    public static void Write(string embeddings, BackboneReference backbone)
    {
        // Names are readable, also with a + in them.
        var readable = new BackboneFile(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        Data.AtomicFile.WriteText(PathOf(embeddings), JsonSerializer.Serialize(backbone, readable.BackboneReference));
    }

    /// <summary>Reads it; where there is none, the backbone is unknown.</summary>
    public static BackboneReference Read(string embeddings, int dimension)
    {
        string path = PathOf(embeddings);
        if (!File.Exists(path))
            return new BackboneReference { Name = "unknown", Dimension = dimension };
        try
        {
            var made = JsonSerializer.Deserialize(File.ReadAllBytes(path), Default.BackboneReference);
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
                $"it is damaged ({error.Message}). Embed again, or remove it.",
                error
            );
        }
    }

    private static string PathOf(string embeddings) => Path.ChangeExtension(embeddings, ".json");
}
