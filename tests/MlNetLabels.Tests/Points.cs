using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Tests;

/// <summary>Overlapping clouds in few dimensions with classes and labels, as rows and as a data view.</summary>
internal static class Points
{
    public const int Dimension = 7,
        Rows = 240;

    public static readonly string[] Names = ["räder", "花", "ce"];

    public static Matrix Features { get; } = Make();

    public static int[] Classes { get; } = [.. Enumerable.Range(0, Rows).Select(i => i % Names.Length)];

    public static FeatureRows Standardised { get; } = FeatureRows.Fit(Features, Enumerable.Range(0, Rows).ToArray());

    /// <summary>Label k on every class from k on, a twelfth of the cells unknown.</summary>
    public static LabelMatrix Truth { get; } = MakeTruth();

    public static IDataView View(MLContext ml)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].SetVector(Dimension);
        schema[nameof(Row.Labels)].SetVector(Names.Length, Names);
        schema[nameof(Row.Label)].SetKey(Names);
        return ml.Data.LoadFromEnumerable(
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(i => new Row
                    {
                        Features = Features.Row(i).ToArray(),
                        Label = (uint)Classes[i],
                        Labels =
                        [
                            .. Truth.Row(i).ToArray().Select(s => s == LabelState.Unknown ? float.NaN : (float)s),
                        ],
                    }),
            ],
            schema
        );
    }

    private static Matrix Make()
    {
        var random = new Random(3);
        var points = new Matrix(Rows, Dimension);
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Dimension; j++)
            points[i, j] = (j + 1) * (float)(random.NextDouble() * 2 + (j == i % Names.Length ? 0.8 : 0));
        return points;
    }

    private static LabelMatrix MakeTruth()
    {
        var truth = new LabelMatrix(Rows, Names.Length);
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < Names.Length; k++)
            truth[i, k] =
                (7 * i + 3 * k) % 12 == 0 ? LabelState.Unknown
                : i % 5 != 0 && i % Names.Length >= k ? LabelState.Present
                : LabelState.Absent;
        return truth;
    }

    public sealed class Row
    {
        public float[] Features { get; set; } = [];
        public uint Label { get; set; }
        public float[] Labels { get; set; } = [];
    }
}

/// <summary>What label heads give for a row.</summary>
public sealed class LabelAnswer
{
    public float[] Score { get; set; } = [];
    public float[] Probability { get; set; } = [];
    public string[] PredictedLabels { get; set; } = [];
}
