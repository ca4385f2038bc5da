using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Saving;

/// <summary>What a graph says beside vectors of numbers, as ML.NET gets it: vectors all.</summary>
internal sealed class GraphAnswer
{
    [ColumnName(PipelineGraph.ClassOutput)]
    public VBuffer<ReadOnlyMemory<char>> Class;

    [ColumnName(PipelineGraph.LabelsOutput)]
    public VBuffer<ReadOnlyMemory<char>> Labels;

    [ColumnName(PipelineGraph.VerdictOutput)]
    public VBuffer<ReadOnlyMemory<char>> Verdict;

    [ColumnName(PipelineGraph.DomainScoreOutput)]
    public VBuffer<float> DomainScore;

    [ColumnName(PipelineGraph.DomainPValueOutput)]
    public VBuffer<float> DomainPValue;
}

/// <summary>The same as values and a list, under names that are no user's.</summary>
internal sealed class Answer
{
    public const string Prefix = "mlnetlabels.answer.";

    /// <summary>The predicted class's name, of which ML.NET makes a key.</summary>
    [ColumnName(Prefix + nameof(PredictedLabel))]
    public ReadOnlyMemory<char> PredictedLabel;

    /// <summary>Names of the labels that apply.</summary>
    [ColumnName(Prefix + nameof(PredictedLabels))]
    public string[] PredictedLabels = [];

    /// <summary>The verdict, as <see cref="Models.Verdict"/> names it.</summary>
    [ColumnName(Prefix + nameof(Verdict))]
    public ReadOnlyMemory<char> Verdict;

    /// <summary>The out-of-domain score; larger is further out.</summary>
    [ColumnName(Prefix + nameof(DomainScore))]
    public float DomainScore;

    /// <summary>The share of in-domain images that lie as far out.</summary>
    [ColumnName(Prefix + nameof(DomainPValue))]
    public float DomainPValue;

    /// <summary>All columns.</summary>
    public static string[] Columns { get; } =
    [.. typeof(Answer).GetFields().Where(f => !f.IsStatic).Select(f => Prefix + f.Name)];
}

/// <summary>From the one to the other. It needs nothing but the row, so a zip holds no more than its name.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class AnswerFactory : CustomMappingFactory<GraphAnswer, Answer>
{
    public const string Contract = "MlNetLabels.Answer";

    public override Action<GraphAnswer, Answer> GetMapping() => Map;

    private static void Map(GraphAnswer graph, Answer answer)
    {
        answer.PredictedLabel = graph.Class.GetItemOrDefault(0);
        answer.PredictedLabels =
        [
            .. graph.Labels.DenseValues().Where(name => !name.IsEmpty).Select(name => name.ToString()),
        ];
        answer.Verdict = graph.Verdict.GetItemOrDefault(0);
        answer.DomainScore = graph.DomainScore.GetItemOrDefault(0);
        answer.DomainPValue = graph.DomainPValue.GetItemOrDefault(0);
        if (float.IsNaN(answer.DomainScore))
            throw new InvalidInputException(
                "A row's embedding holds NaN or infinite numbers, so nothing can be said of it. Embed the images with "
                    + "the model's backbone."
            );
    }
}
