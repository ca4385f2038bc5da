using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Caching;
using MlNetLabels.Drawings;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Output;

/// <summary>Results as JSON on stdout: camelCase, without reflection, readable beyond ASCII.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PredictResult))]
[JsonSerializable(typeof(TrainResult))]
[JsonSerializable(typeof(EmbedResult))]
[JsonSerializable(typeof(LossesResult))]
[JsonSerializable(typeof(OodResult))]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(CacheContents))]
[JsonSerializable(typeof(CacheCheck))]
[JsonSerializable(typeof(CachePruning))]
[JsonSerializable(typeof(EmojiSummary))]
[JsonSerializable(typeof(BackboneReference))]
internal sealed partial class Json : JsonSerializerContext
{
    public static void Write<T>(T value)
    {
        var readable = new Json(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        Console.Out.WriteLine(JsonSerializer.Serialize(value, typeof(T), readable));
    }
}

internal sealed record PredictResult(
    string Model,
    PredictedDomain Domain,
    IReadOnlyList<PredictedImage> Images,
    IReadOnlyList<Data.SkippedFile> Skipped
);

internal sealed record PredictedDomain(string Score, string Why, double RejectRate, string? Warning);

internal sealed record PredictedImage(string File, Prediction Prediction);

internal sealed record TrainResult(string Model, JsonElement Manifest);

internal sealed record EmbedResult(
    string Embeddings,
    string Rows,
    int Images,
    int Dimension,
    string Backbone,
    string BackboneSha256,
    IReadOnlyList<Data.SkippedFile> Skipped
);

internal sealed record ExportResult(string? Onnx, string? Description, string? Project);

internal sealed record LossesResult(
    IReadOnlyList<double> Logits,
    IReadOnlyList<double> Softmax,
    double SoftmaxSum,
    IReadOnlyList<double> Sigmoid,
    double SigmoidSum,
    IReadOnlyList<double> CrossEntropy,
    IReadOnlyList<int>? LabelSet,
    IReadOnlyList<double>? BceWithLogits,
    double? BceWithLogitsMean
);

internal sealed record OodResult(
    string Embeddings,
    string Score,
    IReadOnlyList<DomainCheck> Images,
    IReadOnlyList<OodSeparation> OutOfDomain
);

internal sealed record OodSeparation(
    string Set,
    string Score,
    double? Auroc,
    double? AuprIn,
    double? AuprOut,
    double? Fpr95OutPositive,
    double? Fpr95InPositive,
    double? RejectedIn,
    double? RejectedOut
);
