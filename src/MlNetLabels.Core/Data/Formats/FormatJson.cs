using System.Text.Json.Serialization;

namespace MlNetLabels.Data.Formats;

/// <summary>The JSON of other tools, as far as it says what images show; unknown members are passed over.</summary>
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString
)]
[JsonSerializable(typeof(CocoFile))]
[JsonSerializable(typeof(FiftyOneFile))]
[JsonSerializable(typeof(VottFile))]
[JsonSerializable(typeof(LabelStudioTask[]))]
[JsonSerializable(typeof(CustomVisionImage[]))]
[JsonSerializable(typeof(CreateMLImage[]))]
[JsonSerializable(typeof(DatumaroFile))]
[JsonSerializable(typeof(Dictionary<string, System.Text.Json.JsonElement>[]))]
internal sealed partial class FormatJson : JsonSerializerContext;
