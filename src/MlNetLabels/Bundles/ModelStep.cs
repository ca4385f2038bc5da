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

    private OnnxColumns Columns()
    {
        var (classes, labels) = (model.Description.Softmax?.Classes, model.Description.Labels?.Names);
        return new(
            featureColumn,
            model.Description.Backbone.Dimension,
            [
                .. classes is null ? Array.Empty<string>() : [HeadColumns.Score],
                .. labels is null ? Array.Empty<string>() : [HeadColumns.Probability],
            ],
            classes,
            [
                .. labels is null ? Array.Empty<string>() : [HeadColumns.PredictedLabels],
                HeadColumns.Verdict,
                HeadColumns.DomainScore,
                HeadColumns.DomainPValue,
            ]
        );
    }

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
