using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Transforms;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// A softmax head, with the columns that ML.NET's own multiclass trainers give: probabilities in Score, a key in
/// PredictedLabel.
/// </summary>
internal sealed record SoftmaxHeadMapper(IReadOnlyList<string> ClassNames, SavedLayer Head) : RowMapper
{
    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors { get; } =
    [new(HeadColumns.Score, ClassNames.Count, ClassNames)];

    [JsonIgnore]
    public override IReadOnlyList<string> Classes => ClassNames;

    public override void Compute(MapperInput source, MapperOutput result)
    {
        result.First = Head.Logits(source);
        Losses.Softmax(result.First, result.First);
        result.Class = (uint)TensorPrimitives.IndexOfMax<float>(result.First);
    }

    protected override void Check()
    {
        if (!Head.Fits(ClassNames.Count))
            throw Damaged($"the weights of its {ClassNames.Count} classes do not fit together");
    }
}
