using System.Text.Json.Serialization;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Parts;

namespace MlNetLabels.MLNet.Heads;

/// <summary>One logistic regression a label: logits in Score, probabilities in Probability, the labels that reach their threshold in PredictedLabels.</summary>
internal sealed record LabelHeadsPart(IReadOnlyList<string> LabelNames, SavedLayer Head, IReadOnlyList<double> Thresholds) : Part
{
    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors { get; } = [new(HeadColumns.Score, LabelNames.Count, LabelNames), new(HeadColumns.Probability, LabelNames.Count, LabelNames)];

    [JsonIgnore]
    public override IReadOnlyList<string> Decisions => [HeadColumns.PredictedLabels];

    public override void Compute(PartSource source, Span<float> numbers)
    {
        int labels = LabelNames.Count;
        Head.Layer.Logits(((FeaturesSource)source).Embedding(Head.Dimension), numbers[..labels]);
        for (int k = 0; k < labels; k++) numbers[labels + k] = (float)Losses.Sigmoid(numbers[k]);
    }

    public override void Decide(ReadOnlySpan<float> numbers, Decision decision)
    {
        var applying = new List<string>();
        for (int k = 0; k < LabelNames.Count; k++)
            if (numbers[LabelNames.Count + k] >= Thresholds[k]) applying.Add(LabelNames[k]);
        decision.PredictedLabels = [.. applying];
    }
}
