using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Heads;

namespace MlNetLabels.MLNet.Saving;

/// <summary>
/// What a step will add to columns, before it is fitted. ML.NET's own estimator of graphs promises columns under the
/// names of the graph's outputs and gives them under others, so a mapping that never runs is asked instead.
/// </summary>
internal static class ColumnShapes
{
    public static SchemaShape Add(SchemaShape input, OnnxColumns columns)
    {
        var source = SchemaDefinition.Create(typeof(OnnxColumns.FeaturesRow));
        source[0].ColumnName = columns.Features;
        source[0].SetVector(columns.Dimension);
        return Contexts
            .New()
            .Transforms.CustomMapping<OnnxColumns.FeaturesRow, Row>((_, _) => { }, null, source, Output(columns))
            .GetOutputSchema(input);
    }

    private static SchemaDefinition Output(OnnxColumns columns)
    {
        var all = SchemaDefinition.Create(typeof(Row));
        foreach (string vector in columns.Vectors)
            all[vector].SetVector(1, ["a"]);
        if (columns.Classes is not null)
            all[HeadColumns.PredictedLabel].SetKey(["a"]);
        all.RemoveAll(c =>
            !columns.Vectors.Contains(c.ColumnName)
            && !columns.Others.Contains(c.ColumnName)
            && (columns.Classes is null || c.ColumnName != HeadColumns.PredictedLabel)
        );
        return all;
    }

    private sealed class Row
    {
        public float[] Score { get; set; } = [];
        public float[] Probability { get; set; } = [];
        public uint PredictedLabel { get; set; }
        public string[] PredictedLabels { get; set; } = [];
        public string Verdict { get; set; } = "";
        public float DomainScore { get; set; }
        public float DomainPValue { get; set; }
    }
}
