using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Commands;
using MlNetLabels.Drawings;
using MlNetLabels.Models;
using MlNetLabels.Onnx;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>Results as JSON on stdout: camelCase, without reflection, readable beyond ASCII.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Data.SkippedFile))]
[JsonSerializable(typeof(TrainJson))]
[JsonSerializable(typeof(EmbedJson))]
[JsonSerializable(typeof(LossesJson))]
[JsonSerializable(typeof(OodJson))]
[JsonSerializable(typeof(ExportJson))]
[JsonSerializable(typeof(CacheContents))]
[JsonSerializable(typeof(CacheCheck))]
[JsonSerializable(typeof(CachePruning))]
[JsonSerializable(typeof(EmojiSummary))]
[JsonSerializable(typeof(IReadOnlyList<BackboneJson>))]
[JsonSerializable(typeof(IReadOnlyList<BackboneCheck>))]
[JsonSerializable(typeof(BackboneComparison))]
[JsonSerializable(typeof(BundleJson))]
[JsonSerializable(typeof(ImportJson))]
[JsonSerializable(typeof(DatasetDescription))]
[JsonSerializable(typeof(RetrainJson))]
[JsonSerializable(typeof(IReadOnlyList<RunJson>))]
[JsonSerializable(typeof(ShownJson))]
[JsonSerializable(typeof(PromotionJson))]
[JsonSerializable(typeof(PrunedJson))]
[JsonSerializable(typeof(VerifiedJson))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, SettingJson>))]
[JsonSerializable(typeof(InitJson))]
[JsonSerializable(typeof(MonitorReport))]
[JsonSerializable(typeof(SuggestionReport))]
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

internal sealed record TrainJson(
    string Model,
    IReadOnlyList<string> SwitchedOff,
    string? DomainWarning,
    string? CalibrationWarning,
    JsonElement Manifest
);

internal sealed record EmbedJson(
    string Embeddings,
    string Rows,
    int Images,
    int Dimension,
    string Backbone,
    string BackboneSha256,
    IReadOnlyList<Data.SkippedFile> Skipped
)
{
    public static EmbedJson From(EmbedResult result) =>
        new(
            result.EmbeddingsFile,
            result.RowsFile,
            result.Images,
            result.Backbone.Dimension,
            result.Backbone.Name,
            result.Backbone.Sha256!,
            [.. result.Skipped, .. result.LeftOut]
        );
}

internal sealed record ExportJson(string? Onnx, string? Description, string? Project, IReadOnlyList<string> SwitchedOff)
{
    public static ExportJson From(ExportOptions options, MlNetLabels.Models.Model model) =>
        new(
            options.OnnxFile,
            options.OnnxFile is { } file ? OnnxExport.DescriptionPath(file) : null,
            options.ProjectFolder,
            model.SwitchedOff(options.RejectRate)
        );
}

internal sealed record BackboneJson(
    string Name,
    bool IsHere,
    int? Dimension,
    long? Bytes,
    string? Licence,
    string? Description,
    string? Origin,
    string? Location,
    string? Sha256,
    string? Note
)
{
    public static IReadOnlyList<BackboneJson> From(IReadOnlyList<BackboneListing> listed) =>
        [
            .. listed.Select(x => new BackboneJson(
                x.Name,
                x.Card is not null,
                x.Card?.Dimension,
                x.Bytes,
                x.Card?.Licence,
                x.Card?.Description,
                x.Card?.Origin,
                x.Location,
                x.Sha256,
                x.Note
            )),
        ];
}

internal sealed record BundleJson(
    string Bundle,
    long Bytes,
    string Sha256,
    int SchemaVersion,
    long ManifestBytes,
    string? ManifestSha256,
    long WeightsBytes,
    string WeightsSha256,
    string? SignedBy,
    bool IsTrusted,
    string Producer,
    DateTimeOffset CreatedAt,
    string Backbone,
    string? BackboneSha256,
    int Dimension,
    IReadOnlyList<string>? Classes,
    IReadOnlyList<string>? Labels,
    IReadOnlyList<string> SwitchedOff,
    string DomainScore,
    string? DomainWarning,
    string? CalibrationWarning
)
{
    public static BundleJson From(BundleContents contents) =>
        new(
            contents.Path,
            contents.Bytes,
            contents.Sha256,
            contents.SchemaVersion,
            contents.ManifestBytes,
            contents.ManifestSha256,
            contents.WeightsBytes,
            contents.WeightsSha256,
            contents.SignedBy,
            contents.IsTrusted,
            contents.Model.Producer,
            contents.Model.CreatedAt,
            contents.Model.Backbone.Name,
            contents.Model.Backbone.Sha256,
            contents.Model.Backbone.Dimension,
            contents.Model.Softmax?.Classes,
            contents.Model.Labels?.Names,
            contents.SwitchedOff,
            contents.Model.Domain.Score,
            contents.DomainWarning,
            contents.Model.CalibrationWarning
        );
}

internal sealed record LossesJson(
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

internal sealed record OodJson(
    string Embeddings,
    string Score,
    IReadOnlyList<string> SwitchedOff,
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
