using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MlNetLabels.Calibration;
using MlNetLabels.Models;
using MlNetLabels.Onnx.Protobuf;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx;

/// <summary>What an exported graph takes, gives and was made from.</summary>
internal sealed record OnnxDescription
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Version of the library that exported it.</summary>
    public required string Producer { get; init; }

    /// <summary>Hash of the file described; null inside the file itself.</summary>
    public string? OnnxSha256 { get; init; }

    public required IReadOnlyList<TensorDescription> Inputs { get; init; }

    public required IReadOnlyList<TensorDescription> Outputs { get; init; }

    /// <summary>Names of the verdicts, by code.</summary>
    public string[] Verdicts { get; } = Enum.GetNames<Verdict>();

    /// <summary>Names of the columns of <c>class_probabilities</c>; null without a softmax head.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The columns of <c>label_probabilities</c>; null without label heads.</summary>
    public IReadOnlyList<LabelDescription>? Labels { get; init; }

    /// <summary>What is not at work in the model, and why, the gravest first; empty where all is.</summary>
    public required IReadOnlyList<string> SwitchedOff { get; init; }

    /// <summary>Which probabilities are not calibrated, and why; null where all were held against held-out images.</summary>
    public string? CalibrationWarning { get; init; }

    public required DomainDescription Domain { get; init; }

    /// <summary>The check for new classes; null where the model has none.</summary>
    public NewClassCheckDescription? NewClass { get; init; }

    public required BackboneReference Backbone { get; init; }

    public required TrainingDescription Training { get; init; }

    public required OnnxVersions Versions { get; init; }

    public static OnnxDescription Of(Model model, ConformalCut cut, ModelProto file)
    {
        var (description, graph) = (model.Description, file.Graph);
        var meanings = new TensorMeanings(model, cut);
        return new()
        {
            Producer = typeof(OnnxDescription)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion,
            Inputs = [.. graph.Input.Select(x => TensorDescription.Of(x, meanings))],
            Outputs = [.. graph.Output.Select(x => TensorDescription.Of(x, meanings))],
            Classes = description.Softmax?.Classes,
            Labels = description.Labels is { } labels
                ?
                [
                    .. labels.Thresholds.Select(
                        (t, k) => new LabelDescription(t.Label, t.Threshold, MethodOf(labels.Calibration[k]))
                    ),
                ]
                : null,
            SwitchedOff = model.SwitchedOff(cut.Alpha),
            CalibrationWarning = description.CalibrationWarning,
            Domain = new(
                description.Domain.Score,
                double.IsFinite(cut.Cut) ? cut.Cut : null,
                cut.Alpha,
                model.DomainWarning(cut.Alpha)
            ),
            NewClass = model.NewClassCut is { } unsure
                ? new(description.Domain.NewClass!.Doubt, double.IsFinite(unsure.Cut) ? unsure.Cut : null, unsure.Alpha)
                : null,
            Backbone = description.Backbone,
            Training = new(
                description.Producer,
                description.CreatedAt,
                description.DataSha256,
                description.TrainRows,
                description.ValidationRows,
                description.Softmax?.Temperature
            ),
            Versions = new(file.OpsetImport.First(x => x.Domain is "" or "ai.onnx").Version, file.IrVersion),
        };
    }

    /// <summary>One entry a member: text as it is, everything else as JSON.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToMetadata() =>
        JsonSerializer
            .SerializeToElement(this, Json(indented: false))
            .EnumerateObject()
            .Select(x =>
                KeyValuePair.Create(
                    x.Name,
                    x.Value.ValueKind == JsonValueKind.String ? x.Value.GetString()! : x.Value.GetRawText()
                )
            );

    public string ToJson() => JsonSerializer.Serialize(this, Json(indented: true)) + "\n";

    private static string MethodOf(LabelCalibration calibration) =>
        calibration switch
        {
            PlattScaling => "platt",
            IsotonicCalibration => "isotonic",
            _ => "identity",
        };

    // Names are readable beyond ASCII.
    private static JsonTypeInfo<OnnxDescription> Json(bool indented) =>
        new OnnxDescriptionJson(
            new(OnnxDescriptionJson.Default.Options)
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                WriteIndented = indented,
            }
        ).OnnxDescription;
}

/// <summary>A tensor: its element type, its shape with words for free sizes, and what it holds.</summary>
internal sealed record TensorDescription(string Name, string Type, string Shape, string Meaning)
{
    public static TensorDescription Of(ValueInfoProto value, TensorMeanings meanings)
    {
        var tensor = value.Type.TensorType;
        return new(
            value.Name,
            ((TensorProto.Types.DataType)tensor.ElemType).ToString().ToLowerInvariant(),
            string.Join(
                " x ",
                tensor.Shape.Dim.Select(x => x.HasDimParam ? x.DimParam : FormattableString.Invariant($"{x.DimValue}"))
            ),
            meanings.Of(value.Name)
        );
    }
}

/// <summary>A label, the probability from which on it applies, and how its probability was calibrated.</summary>
internal sealed record LabelDescription(string Name, double Threshold, string Calibration);

/// <summary>
/// The score that decides; images above the cut are rejected, none where it is null, and the warning says what the
/// reject rate does not promise.
/// </summary>
internal sealed record DomainDescription(string Score, double? Cut, double RejectRate, string? Warning);

/// <summary>
/// The heads' score that speaks for doubt; images above the cut are unsure, none where it is null.
/// </summary>
internal sealed record NewClassCheckDescription(string Doubt, double? Cut, double UnsureRate);

/// <summary>What the model was trained on.</summary>
internal sealed record TrainingDescription(
    string Producer,
    DateTimeOffset CreatedAt,
    string DataSha256,
    int TrainRows,
    int ValidationRows,
    double? Temperature
);

/// <summary>The format's versions.</summary>
internal sealed record OnnxVersions(long Opset, long Ir);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(OnnxDescription))]
internal sealed partial class OnnxDescriptionJson : JsonSerializerContext;
