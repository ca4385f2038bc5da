using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.MLNet.Parts;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Bundles;

/// <summary>A bundle's whole answer: calibrated probabilities, labels by their thresholds, domain check, verdict.</summary>
/// <param name="Content">The bundle's bytes.</param>
internal sealed record BundlePart(byte[] Content) : Part
{
    // After the probabilities: score, p-value, verdict.
    private const int Extra = 3;

    private readonly Lazy<Model> _model = new(() => ModelBundle.Read(new MemoryStream(Content), "the bundle in this ML.NET model"));

    public static BundlePart Of(Model model, string inputColumn)
    {
        using var stream = new MemoryStream();
        ModelBundle.Write(stream, model);
        return new BundlePart(stream.ToArray()) { InputColumn = inputColumn };
    }

    [JsonIgnore]
    public Model Model => _model.Value;

    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors =>
    [
        .. Classes is { } classes ? [new VectorColumn(HeadColumns.Score, classes.Count, classes)] : Array.Empty<VectorColumn>(),
        .. Labels is { } labels ? [new VectorColumn(HeadColumns.Probability, labels.Names.Count, labels.Names)] : Array.Empty<VectorColumn>(),
    ];

    [JsonIgnore]
    public override IReadOnlyList<string>? Classes => Model.Manifest.Softmax?.Classes;

    [JsonIgnore]
    public override IReadOnlyList<string> Decisions =>
    [
        .. Labels is null ? [] : new[] { nameof(Decision.PredictedLabels) }, nameof(Decision.Verdict), nameof(Decision.OutOfDomainScore), nameof(Decision.PValue),
    ];

    [JsonIgnore]
    public override int Length => ClassCount + LabelCount + Extra;

    private LabelsManifest? Labels => Model.Manifest.Labels;

    private int ClassCount => Classes?.Count ?? 0;

    private int LabelCount => Labels?.Names.Count ?? 0;

    public override void Compute(PartSource source, Span<float> numbers)
    {
        var prediction = Model.Predict(((FeaturesSource)source).Embedding(Model.Manifest.Backbone.Dimension));
        for (int k = 0; k < ClassCount; k++) numbers[k] = (float)prediction.Classes![k].Probability;
        for (int k = 0; k < LabelCount; k++) numbers[ClassCount + k] = (float)prediction.Labels![k].Probability;
        numbers[^3] = (float)prediction.Domain.Score;
        numbers[^2] = (float)prediction.Domain.PValue;
        numbers[^1] = (int)prediction.Verdict;
    }

    public override void Decide(ReadOnlySpan<float> numbers, Decision decision)
    {
        if (Classes is { } classes) decision.PredictedLabel = classes[TensorPrimitives.IndexOfMax(numbers[..classes.Count])];
        var applying = new List<string>();
        for (int k = 0; k < LabelCount; k++)
            if (numbers[ClassCount + k] >= Labels!.Thresholds[k].Threshold) applying.Add(Labels.Names[k]);
        decision.PredictedLabels = [.. applying];
        decision.OutOfDomainScore = numbers[^3];
        decision.PValue = numbers[^2];
        decision.Verdict = ((Verdict)(int)numbers[^1]).ToString();
    }
}
