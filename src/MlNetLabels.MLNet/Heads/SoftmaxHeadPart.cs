using System.Text.Json.Serialization;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Parts;

namespace MlNetLabels.MLNet.Heads;

/// <summary>A softmax head, with the columns that ML.NET's own multiclass trainers give: probabilities in Score, a key in PredictedLabel.</summary>
internal sealed record SoftmaxHeadPart(IReadOnlyList<string> ClassNames, SavedLayer Head) : Part
{
    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors { get; } = [new(HeadColumns.Score, ClassNames.Count, ClassNames)];

    [JsonIgnore]
    public override IReadOnlyList<string> Classes => ClassNames;

    public override void Compute(PartSource source, Span<float> numbers)
    {
        Head.Layer.Logits(((FeaturesSource)source).Embedding(Head.Dimension), numbers);
        Losses.Softmax(numbers, numbers);
    }

    public override void Decide(ReadOnlySpan<float> numbers, Decision decision) => decision.PredictedLabel = ClassNames[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(numbers)];
}
