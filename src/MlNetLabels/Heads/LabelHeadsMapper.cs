using System.Text.Json.Serialization;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Transforms;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// One logistic regression a label: logits in Score, probabilities in Probability, the labels that reach their
/// threshold in PredictedLabels.
/// </summary>
internal sealed record LabelHeadsMapper(
    IReadOnlyList<string> LabelNames,
    SavedLayer Head,
    IReadOnlyList<double> Thresholds
) : RowMapper
{
    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors { get; } =
    [new(HeadColumns.Score, LabelNames.Count, LabelNames), new(HeadColumns.Probability, LabelNames.Count, LabelNames)];

    [JsonIgnore]
    public override IReadOnlyList<string> Others => [HeadColumns.PredictedLabels];

    public override void Compute(MapperInput source, MapperOutput result)
    {
        result.First = Head.Logits(source);
        result.Second = Array.ConvertAll(result.First, z => (float)Losses.Sigmoid(z));
        result.PredictedLabels = [.. LabelNames.Where((_, k) => result.Second[k] >= Thresholds[k])];
    }

    protected override void Check()
    {
        if (!Head.Fits(LabelNames.Count) || Thresholds.Count != LabelNames.Count)
            throw Damaged($"the weights and thresholds of its {LabelNames.Count} labels do not fit together");
    }
}
