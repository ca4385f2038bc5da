using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Metrics;

/// <summary>Metrics of batches that are not kept are those of all rows at once.</summary>
public sealed class StreamedMetricsTests
{
    private const int Rows = 3_000,
        Batch = 700;

    // Sums in another order.
    private const double Rounding = 1e-9;

    private static readonly string[] s_names = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(1, 0.002)]
    [InlineData(30, 0.01)]
    public void Evaluate_Classes_AreThoseOfAllRows(double sureness, double most)
    {
        var random = new Random(7);
        var probabilities = new Matrix(Rows, s_names.Length);
        int[] truth = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            truth[i] = random.Next(s_names.Length - 1);
            double[] logits =
            [
                .. s_names.Select((_, k) => sureness * (random.NextDouble() * 2 + (k == truth[i] ? 0.7 : 0))),
            ];
            double sum = logits.Sum(Math.Exp);
            for (int k = 0; k < logits.Length; k++)
                probabilities[i, k] = (float)(Math.Exp(logits[k]) / sum);
        }
        var streamed = new StreamedMulticlass(s_names);

        foreach (int[] rows in Enumerable.Range(0, Rows).Chunk(Batch))
            streamed.Add([.. rows.Select(i => truth[i])], probabilities.Select(rows));

        Assert.InRange(streamed.Bound, 1e-12, most);
        Compare(
            new MulticlassPredictions(truth, probabilities, s_names).Evaluate(),
            streamed.Evaluate(),
            streamed.Bound
        );
    }

    [Theory]
    [InlineData(1, 0.005)]
    // Many probabilities are 1 then, whose order nobody knows.
    [InlineData(60, 0.3)]
    public void Evaluate_Labels_AreThoseOfAllRows(double sureness, double most)
    {
        var random = new Random(11);
        var probabilities = new Matrix(Rows, s_names.Length);
        var truth = new LabelMatrix(Rows, s_names.Length);
        double[] thresholds = [0.5, 0.3, 0.6, 0.9];
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < s_names.Length; k++)
        {
            truth[i, k] = (LabelState)(
                random.Next(10) switch
                {
                    0 => (int)LabelState.Unknown,
                    < 4 => (int)LabelState.Present,
                    _ => (int)LabelState.Absent,
                }
            );
            double logit = sureness * (random.NextDouble() * 2 - 1 + (truth[i, k] == LabelState.Present ? 0.5 : -0.2));
            probabilities[i, k] = (float)(1 / (1 + Math.Exp(-logit)));
        }
        var streamed = new StreamedMultiLabel(s_names, thresholds);

        foreach (int[] rows in Enumerable.Range(0, Rows).Chunk(Batch))
        {
            var part = new LabelMatrix(rows.Length, s_names.Length);
            for (int i = 0; i < rows.Length; i++)
            for (int k = 0; k < s_names.Length; k++)
                part[i, k] = truth[rows[i], k];
            streamed.Add(part, probabilities.Select(rows));
        }

        Assert.InRange(streamed.Bound, 1e-12, most);
        Compare(
            new MultiLabelPredictions(truth, probabilities, thresholds, s_names).Evaluate(),
            streamed.Evaluate(),
            streamed.Bound
        );
    }

    [Fact]
    public void Evaluate_NoRows_GivesReasons()
    {
        Assert.Equal("there are no rows", new StreamedMulticlass(s_names).Evaluate().Undefined["auroc"]);
        Assert.Equal(
            "no cell is known",
            new StreamedMultiLabel(s_names, [0.5, 0.5, 0.5, 0.5]).Evaluate().Undefined["logLoss"]
        );
    }

    private static void Compare(object all, object streamed, double bound)
    {
        var (expected, actual) = (Node(all), Node(streamed));
        var paths = new List<string>();
        Walk(expected, actual, "");
        Assert.Contains(paths, x => x.Contains("Brier", StringComparison.Ordinal));

        void Walk(JsonNode? a, JsonNode? b, string path)
        {
            if (a is JsonObject o)
            {
                Assert.Equal(o.Select(x => x.Key), b!.AsObject().Select(x => x.Key));
                foreach (var (name, value) in o)
                    Walk(value, b[name], $"{path}.{name}");
            }
            else if (a is JsonArray items)
            {
                Assert.Equal(items.Count, b!.AsArray().Count);
                for (int i = 0; i < items.Count; i++)
                    Walk(items[i], b[i], $"{path}[{i}]");
            }
            else if (a?.GetValueKind() == JsonValueKind.Number)
            {
                paths.Add(path);
                bool isRanked =
                    path.Contains("Auroc", StringComparison.Ordinal)
                    || path.Contains("AveragePrecision", StringComparison.Ordinal)
                    || path.Contains("MapMacro", StringComparison.Ordinal);
                double wanted = a.GetValue<double>(),
                    margin = (isRanked ? bound : 0) + Rounding;
                Assert.InRange(b!.GetValue<double>(), wanted - margin, wanted + margin);
            }
            else
                Assert.Equal(a?.ToJsonString(), b?.ToJsonString());
        }
    }

    private static JsonNode Node(object metrics) => JsonSerializer.SerializeToNode(metrics, metrics.GetType())!;
}
