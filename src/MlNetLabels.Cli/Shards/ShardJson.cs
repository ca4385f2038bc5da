using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MlNetLabels.Cli.Submitting;

namespace MlNetLabels.Cli.Shards;

/// <summary>The JSON files of a folder of parts, and what is printed of them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ShardRun))]
[JsonSerializable(typeof(ShardCompletion))]
[JsonSerializable(typeof(ShardPlan))]
[JsonSerializable(typeof(ShardOutcome))]
[JsonSerializable(typeof(ShardCheck))]
[JsonSerializable(typeof(ShardStats))]
[JsonSerializable(typeof(MergedParts))]
[JsonSerializable(typeof(SubmittedRun))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ShardJson : JsonSerializerContext
{
    public static void Write<T>(Stream stream, T value) => JsonSerializer.Serialize(stream, value, TypeOf<T>());

    public static void Print<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, TypeOf<T>()));

    // Names are readable, also with a + in them.
    private static JsonTypeInfo<T> TypeOf<T>() =>
        (JsonTypeInfo<T>)
            new ShardJson(
                new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            ).GetTypeInfo(typeof(T))!;
}
