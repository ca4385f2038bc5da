using Microsoft.ML;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.MLNet.Saving;
using MlNetLabels.Models;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Bundles;

/// <summary>A model's whole answer as a step that needs no data to be fitted.</summary>
internal sealed class ModelStep(Model model, string featureColumn) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input)
    {
        var columns = Columns();
        columns.CheckFeatures(input.Schema);
        CheckBackbone(input.Schema[featureColumn]);
        return new OnnxStep(PipelineGraph.OfModel(model, featureColumn), columns);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ColumnShapes.Add(inputSchema, Columns());

    /// <summary>What a model will add, before there is one.</summary>
    public static SchemaShape Shape(SchemaShape inputSchema, string featureColumn, bool hasClasses) =>
        ColumnShapes.Add(inputSchema, Columns(featureColumn, 1, hasClasses ? ["a"] : null, hasLabels: true));

    private OnnxColumns Columns() =>
        Columns(
            featureColumn,
            model.Description.Backbone.Dimension,
            model.Description.Softmax?.Classes,
            model.Description.Labels is not null
        );

    private static OnnxColumns Columns(
        string features,
        int dimension,
        IReadOnlyList<string>? classes,
        bool hasLabels
    ) =>
        new(
            features,
            dimension,
            [
                .. classes is null ? Array.Empty<string>() : [HeadColumns.Score],
                .. hasLabels ? [HeadColumns.Probability] : Array.Empty<string>(),
            ],
            classes,
            [
                .. hasLabels ? [HeadColumns.PredictedLabels] : Array.Empty<string>(),
                HeadColumns.Verdict,
                HeadColumns.DomainScore,
                HeadColumns.DomainPValue,
            ]
        );

    private void CheckBackbone(DataViewSchema.Column column)
    {
        var wanted = model.Description.Backbone;
        if (column.Text(Data.Columns.Backbone) is { } found && found != wanted.Sha256)
            throw new InvalidInputException(
                $"Column '{column.Name}' holds embeddings by another backbone than '{wanted.Name}', which the model "
                    + $"was trained with. Embed the images with that one."
            );
    }
}
