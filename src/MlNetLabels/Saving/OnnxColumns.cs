using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Saving;

/// <summary>The columns of a step from embeddings to answers.</summary>
/// <param name="Features">The column of embeddings.</param>
/// <param name="Dimension">Length of an embedding.</param>
/// <param name="Vectors">Columns of numbers that the graph gives.</param>
/// <param name="Classes">What PredictedLabel is a key to; null where there is none.</param>
/// <param name="Others">Members of <see cref="Answer"/> that become columns of their name.</param>
internal sealed record OnnxColumns(
    string Features,
    int Dimension,
    IReadOnlyList<string> Vectors,
    IReadOnlyList<string>? Classes,
    IReadOnlyList<string> Others
)
{
    private static readonly string[] Answers =
    [
        PipelineGraph.ClassOutput,
        PipelineGraph.LabelsOutput,
        PipelineGraph.VerdictOutput,
        PipelineGraph.DomainScoreOutput,
        PipelineGraph.DomainPValueOutput,
    ];

    /// <summary>ML.NET's transforms: the graph, its answers, their names, and away with the helpers.</summary>
    public IEstimator<ITransformer> Estimator(string onnxFile)
    {
        var transforms = Contexts.New().Transforms;
        IEstimator<ITransformer> chain = transforms
            .ApplyOnnxModel([.. Vectors.Select(v => v + ".output"), .. Answers], [Features], onnxFile)
            .Append(transforms.CustomMapping(new AnswerFactory().GetMapping(), AnswerFactory.Contract));
        foreach (string other in Others)
            chain = chain.Append(transforms.CopyColumns(other, Answer.Prefix + other));
        if (Classes is not null)
            chain = chain.Append(
                transforms.Conversion.MapValueToKey(
                    HeadColumns.PredictedLabel,
                    Answer.Prefix + HeadColumns.PredictedLabel,
                    keyData: KeyData(Classes)
                )
            );
        return chain.Append(transforms.DropColumns([.. Answers, .. Answer.Columns]));
    }

    /// <summary>No rows, with embeddings.</summary>
    public IDataView Empty()
    {
        var schema = SchemaDefinition.Create(typeof(FeaturesRow));
        schema[0].ColumnName = Features;
        schema[0].SetVector(Dimension);
        return Contexts.New().Data.LoadFromEnumerable(Array.Empty<FeaturesRow>(), schema);
    }

    /// <exception cref="InvalidInputException">The data hold no embeddings of this length.</exception>
    public void CheckFeatures(DataViewSchema schema)
    {
        var column =
            schema.GetColumnOrNull(Features)
            ?? throw new InvalidInputException(
                $"The data have no column '{Features}' of embeddings. They have: "
                    + $"{string.Join(", ", schema.Select(c => c.Name).Distinct())}."
            );
        if (
            column.Type is not VectorDataViewType { ItemType: NumberDataViewType item } vector
            || item != NumberDataViewType.Single
            || vector.Size != Dimension
        )
            throw new InvalidInputException(
                $"Column '{Features}' holds {column.Type}, but the model was trained on Vector<Single, {Dimension}>. "
                    + $"Embed the images with the backbone it was trained on."
            );
    }

    private static IDataView KeyData(IReadOnlyList<string> classes) =>
        Contexts.New().Data.LoadFromEnumerable(classes.Select(name => new KeyRow { Name = name }));

    private sealed class KeyRow
    {
        public string Name { get; init; } = "";
    }

    /// <summary>A row that has embeddings.</summary>
    internal sealed class FeaturesRow
    {
        public float[] Features = [];
    }
}
