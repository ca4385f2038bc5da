using MlNetLabels.Calibration;
using MlNetLabels.Heads;

namespace MlNetLabels.Onnx;

/// <summary>
/// What out-of-domain scores read, in double precision: the embedding standardised and as it is [N x d], and the
/// uncalibrated logits.
/// </summary>
internal sealed record HeadTensors(
    GraphTensor Embedding,
    GraphTensor RawEmbedding,
    GraphTensor? SoftmaxLogits,
    GraphTensor? LabelLogits
)
{
    /// <summary>Of scores that need a softmax head.</summary>
    /// <exception cref="InvalidInputException">The model has none.</exception>
    public GraphTensor Softmax => SoftmaxLogits ?? throw Missing("a softmax head");

    /// <summary>Of scores that need label heads.</summary>
    /// <exception cref="InvalidInputException">The model has none.</exception>
    public GraphTensor Labels => LabelLogits ?? throw Missing("label heads");

    private static InvalidInputException Missing(string what) =>
        new($"The stored domain check is damaged: it needs {what}, which the model has not. Train the model again.");
}

/// <summary>From an embedding to logits and calibrated probabilities.</summary>
internal static class HeadGraph
{
    public static HeadTensors Heads(
        GraphTensor embedding,
        Standardizer standardizer,
        LinearLayer? softmax,
        LinearLayer? labels
    )
    {
        var graph = embedding.Scope;
        int d = standardizer.Dimension;
        float[] inverse = [.. standardizer.Std.ToArray().Select(s => 1 / s)];
        var standardised = ((embedding - graph.Float(standardizer.Mean, d)) * graph.Float(inverse, d)).ToDouble();
        return new HeadTensors(
            standardised,
            embedding.ToDouble(),
            Logits(standardised, softmax),
            Logits(standardised, labels)
        );
    }

    /// <summary>Class probabilities [N x classes], single precision.</summary>
    public static GraphTensor ClassProbabilities(GraphTensor logits, double temperature) =>
        (logits / temperature).Softmax().ToFloat();

    /// <summary>Label probabilities [N x labels], single precision.</summary>
    public static GraphTensor LabelProbabilities(GraphTensor logits, IReadOnlyList<LabelCalibration> calibration)
    {
        // Straight lines before a sigmoid go together; each isotonic function has corners of its own.
        long[] lines = [.. Labels(calibration, isotonic: false)],
            steps = [.. Labels(calibration, isotonic: true)];
        var columns = steps.Select(k => Isotonic(logits.Columns(k), (IsotonicCalibration)calibration[(int)k])).ToList();
        if (lines.Length > 0)
            columns.Insert(0, Sigmoids(logits.Columns(lines), [.. lines.Select(k => calibration[(int)k])]));
        long[] order = [.. lines, .. steps],
            places = [.. Enumerable.Range(0, order.Length).Select(k => (long)Array.IndexOf(order, k))];
        return (columns is [var only] ? only : logits.Scope.Concat(columns)).Columns(places).ToFloat();
    }

    private static GraphTensor? Logits(GraphTensor standardised, LinearLayer? layer)
    {
        if (layer is null)
            return null;
        var graph = standardised.Scope;
        int d = layer.Weights.Columns;
        return standardised.MatMul(graph.Widened(Transpose(layer.Weights.Span, layer.Outputs, d), d, layer.Outputs))
            + graph.Widened(layer.Bias, layer.Outputs);
    }

    /// <summary>[rows x columns] to [columns x rows].</summary>
    public static float[] Transpose(ReadOnlySpan<float> values, int rows, int columns)
    {
        var transposed = new float[values.Length];
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            transposed[j * rows + i] = values[i * columns + j];
        return transposed;
    }

    private static IEnumerable<long> Labels(IReadOnlyList<LabelCalibration> calibration, bool isotonic) =>
        Enumerable
            .Range(0, calibration.Count)
            .Where(k => calibration[k] is IsotonicCalibration == isotonic)
            .Select(k => (long)k);

    private static GraphTensor Sigmoids(GraphTensor logits, LabelCalibration[] calibration)
    {
        (double Slope, double Offset)[] lines =
        [
            .. calibration.Select(c =>
                c switch
                {
                    PlattScaling platt => (-platt.A, -platt.B),
                    _ => (1, 0.0),
                }
            ),
        ];
        var graph = logits.Scope;
        return (
            logits * graph.Double([.. lines.Select(l => l.Slope)], lines.Length)
            + graph.Double([.. lines.Select(l => l.Offset)], lines.Length)
        ).Sigmoid();
    }

    // The first value, and for each rise to the next corner the share of it that lies below the logit.
    private static GraphTensor Isotonic(GraphTensor logit, IsotonicCalibration calibration)
    {
        var (x, y, graph) = (calibration.Logits, calibration.Probabilities, logit.Scope);
        int[] rises = [.. Enumerable.Range(0, x.Count - 1).Where(i => y[i + 1] > y[i])];
        var value =
            rises.Length == 0
                ? logit * 0 + y[0]
                : ((logit - Row(rises.Select(i => x[i]))) / Row(rises.Select(i => x[i + 1] - x[i])))
                    .AtLeast(0)
                    .AtMost(graph.Double(1))
                    .MatMul(graph.Double([.. rises.Select(i => y[i + 1] - y[i])], rises.Length, 1)) + y[0];
        return value.AtLeast(calibration.Floor).AtMost(graph.Double(calibration.Ceiling));

        GraphTensor Row(IEnumerable<double> values) => graph.Double([.. values], 1, rises.Length);
    }
}
