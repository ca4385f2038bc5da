using System.Text.Json.Serialization;
using Microsoft.ML;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.MLNet.Transforms;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Bundles;

/// <summary>
/// A bundle's whole answer: calibrated probabilities, labels by their thresholds, domain check, verdict.
/// </summary>
/// <param name="Content">The bundle's bytes.</param>
internal sealed record BundleMapper(byte[] Content) : RowMapper
{
    private readonly Lazy<Model> _model = new(() => Model.Load(new MemoryStream(Content)));

    public static BundleMapper Create(Model model, string inputColumn)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return new BundleMapper(stream.ToArray()) { InputColumn = inputColumn };
    }

    [JsonIgnore]
    public Model Model => _model.Value;

    [JsonIgnore]
    public override IReadOnlyList<VectorColumn> Vectors =>
        [
            .. Classes is { } classes
                ? [new VectorColumn(HeadColumns.Score, classes.Count, classes)]
                : Array.Empty<VectorColumn>(),
            .. Labels is { } labels
                ? [new VectorColumn(HeadColumns.Probability, labels.Names.Count, labels.Names)]
                : Array.Empty<VectorColumn>(),
        ];

    [JsonIgnore]
    public override IReadOnlyList<string>? Classes => Model.Description.Softmax?.Classes;

    [JsonIgnore]
    public override IReadOnlyList<string> Others =>
        [
            .. Labels is null ? [] : new[] { nameof(MapperOutput.PredictedLabels) },
            nameof(MapperOutput.Verdict),
            nameof(MapperOutput.OutOfDomainScore),
            nameof(MapperOutput.PValue),
        ];

    private LabelsDescription? Labels => Model.Description.Labels;

    public override void CheckInput(DataViewSchema.Column column)
    {
        var wanted = Model.Description.Backbone;
        if (column.Text(Columns.Backbone) is { } found && found != wanted.Sha256)
            throw new InvalidInputException(
                $"Column '{column.Name}' holds embeddings by another backbone than '{wanted.Name}', which the bundle "
                    + $"was trained with. Embed the images with that one."
            );
    }

    public override void Compute(MapperInput source, MapperOutput result)
    {
        var prediction = Model.Predict(((FeaturesInput)source).Embedding(Model.Description.Backbone.Dimension));
        float[] classes = [.. prediction.Classes?.Select(c => (float)c.Probability) ?? []],
            labels = [.. prediction.Labels?.Select(l => (float)l.Probability) ?? []];
        (result.First, result.Second) = Classes is null ? (labels, []) : (classes, labels);
        result.Class = (uint)(prediction.Classes?.Index().First(c => c.Item.Name == prediction.Class).Index ?? 0);
        result.PredictedLabels = [.. prediction.Labels?.Where(l => l.Applies).Select(l => l.Name) ?? []];
        result.Verdict = prediction.Verdict.ToString();
        (result.OutOfDomainScore, result.PValue) = ((float)prediction.Domain.Score, (float)prediction.Domain.PValue);
    }

    protected override void Check() => _ = Model;
}
