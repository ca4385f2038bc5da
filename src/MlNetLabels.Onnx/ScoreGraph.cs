using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx;

/// <summary>
/// The out-of-domain scores as graphs, [N x 1] in double precision; each repeats the formula that its scorer documents.
/// </summary>
internal static class ScoreGraph
{
    /// <summary>
    /// kNN holds every training row and compares each image with all: 10,000 of 576 dimensions are 23 MB and 6 million
    /// products an image.
    /// </summary>
    public const int MostNeighborRows = 10_000;

    private const double GeneralizedEntropyGamma = 0.1;
    private const int GeneralizedEntropyTop = 100;

    public static GraphTensor Score(FittedScore state, HeadTensors heads) =>
        state.Name switch
        {
            "max-probability" => MaxProbability(Sorted(heads.Softmax, Count(state))),
            "max-logit" => MaxLogit(heads.Softmax, Count(state)),
            "energy" => -CentredLogSumExp(heads.Softmax, Count(state)),
            "generalized-entropy" => GeneralizedEntropy(heads.Softmax, Count(state)),
            "max-label-probability" => (-heads.Labels.Largest(1)).Sigmoid(),
            "joint-energy" => -Softplus(heads.Labels).Sum(),
            "label-entropy" => LabelEntropy(heads.Labels),
            "mahalanobis" => Mahalanobis(state, heads.Embedding),
            "mahalanobis++" => Mahalanobis(state, UnitLength(heads.RawEmbedding)),
            "vim" or "residual" => Vim(state, heads),
            "knn" => NearestNeighbor(state, heads.Embedding),
            "knn-raw" => NearestNeighbor(state, heads.RawEmbedding),
            "agreement" => Agreement(state, heads),
            _ => throw new InvalidInputException(
                $"The model's domain check decides by the score '{state.Name}', which has no ONNX form. Train again "
                    + $"without --validation-out-of-domain: then '{OutOfDomainScorers.Default}' decides, which has one."
            ),
        };

    private static int Count(FittedScore state) => (int)state.Numbers["logits"];

    /// <summary>Logits less the largest, which comes first, and the others after it.</summary>
    private static (GraphTensor Below, GraphTensor Others) Sorted(GraphTensor logits, int count)
    {
        var descending = logits.Largest(count);
        var below = descending - descending.Columns(0);
        return (below, below.Columns([.. Enumerable.Range(1, count - 1).Select(k => (long)k)]));
    }

    // The largest is left out of the sum, so that the digits of the others survive beside it.
    private static GraphTensor MaxProbability((GraphTensor Below, GraphTensor Others) sorted)
    {
        var others = sorted.Others.Exp().Sum();
        return others / (others + 1);
    }

    private static GraphTensor MaxLogit(GraphTensor logits, int count) => logits.Sum() / count - logits.Largest(1);

    /// <summary>log sum_k exp(z_k) of logits centred on their mean.</summary>
    private static GraphTensor CentredLogSumExp(GraphTensor logits, int count)
    {
        var max = logits.Largest(1);
        return (max - logits.Sum() / count) + (logits - max).Exp().Sum().Log();
    }

    private static GraphTensor GeneralizedEntropy(GraphTensor logits, int count)
    {
        if (count == 1)
            return logits * 0;
        var (below, others) = Sorted(logits, count);
        var othersSum = others.Exp().Sum();
        var total = othersSum + 1;
        var first = (othersSum / total / total).Pow(GeneralizedEntropyGamma);
        var weights = below
            .Columns([.. Enumerable.Range(1, Math.Min(count, GeneralizedEntropyTop) - 1).Select(k => (long)k)])
            .Exp();
        return first + (weights / total * ((total - weights) / total)).Pow(GeneralizedEntropyGamma).Sum();
    }

    /// <summary>
    /// log(1 + exp(z)): max(z, 0) + log1p(exp(-|z|)), log1p after Kahan, so that tiny terms keep their digits.
    /// </summary>
    private static GraphTensor Softplus(GraphTensor logits)
    {
        var graph = logits.Scope;
        var x = (-logits.Abs()).Exp();
        var u = x + 1;
        var log1p = (u <= graph.Double(1)).Choose(x, u.Log() * x / (u - 1).AtLeast(double.Epsilon));
        return logits.AtLeast(0) + log1p;
    }

    /// <summary>H(p) = log(1 + exp(-|z|)) + |z| (1 - p) with p the likelier of both.</summary>
    private static GraphTensor LabelEntropy(GraphTensor logits)
    {
        var likelier = logits.Abs();
        return (Softplus(-likelier) + likelier * (-likelier).Sigmoid()).Sum();
    }

    private static GraphTensor Agreement(FittedScore state, HeadTensors heads)
    {
        GraphTensor vim = Score(state.Member("vim"), heads),
            unit = Score(state.Member("mahalanobis++"), heads).AtLeast(1e-12).Log();
        return vim / state.Numbers["vim.spread"] + unit / state.Numbers["mahalanobis++.spread"];
    }

    // A row of zeros stays one.
    private static GraphTensor UnitLength(GraphTensor embedding)
    {
        var (graph, length) = (embedding.Scope, (embedding * embedding).Sum().Sqrt());
        return embedding / (length > graph.Double(0)).Choose(length, graph.Double(1));
    }

    private static GraphTensor Mahalanobis(FittedScore state, GraphTensor embedding)
    {
        var graph = embedding.Scope;
        int d = (int)state.Numbers["dimensions"];
        var means = state.Tensors["means"];
        return SquaredDistances(
                embedding.MatMul(graph.Widened(LowerTriangle(state.Tensors["whitening"].Span, d), d, d)),
                means
            )
            .Smallest(1);
    }

    /// <summary>The transposed matrix of the packed rows of a lower triangle.</summary>
    private static float[] LowerTriangle(ReadOnlySpan<float> packed, int d)
    {
        var transposed = new float[d * d];
        for (int i = 0, at = 0; i < d; i++)
        for (int j = 0; j <= i; j++)
            transposed[j * d + i] = packed[at++];
        return transposed;
    }

    private static GraphTensor Vim(FittedScore state, HeadTensors heads)
    {
        var graph = heads.Embedding.Scope;
        var (mean, components) = (state.Tensors["mean"], state.Tensors["components"]);
        int d = components.Columns,
            kept = components.Rows;
        var x = heads.Embedding - graph.Widened(mean.Span, d);
        var outside = (x * x).Sum();
        if (kept > 0)
        {
            var inside = x.MatMul(graph.Widened(HeadGraph.Transpose(components.Span, kept, d), d, kept));
            outside -= (inside * inside).Sum();
        }
        var distance = outside.AtLeast(0).Sqrt() * state.Numbers["alpha"];
        int source = (int)state.Numbers["source"];
        return source == 0
            ? distance
            : distance - CentredLogSumExp(source == 1 ? heads.Softmax : heads.Labels, Count(state));
    }

    private static GraphTensor NearestNeighbor(FittedScore state, GraphTensor embedding)
    {
        var rows = state.Tensors["rows"];
        if (rows.Rows > MostNeighborRows)
            throw new InvalidInputException(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"The model's domain check decides by kNN over {rows.Rows} training images; a graph holds at "
                        + $"most {MostNeighborRows}. Train again without --validation-out-of-domain, so that "
                        + $"'{OutOfDomainScorers.Default}' decides, which holds no images, or on fewer images."
                )
            );
        var unit = UnitLength(embedding).ToFloat().ToDouble();
        int neighbors = Math.Min((int)state.Numbers["neighbors"], rows.Rows);
        return SquaredDistances(unit, rows).Smallest(neighbors).Columns(neighbors - 1).Sqrt();
    }

    /// <summary>
    /// |x|² + |r|² - 2 x r to each row r [N x rows], in double precision, where the cancellation costs nothing that
    /// single precision rows still hold.
    /// </summary>
    private static GraphTensor SquaredDistances(GraphTensor x, Matrix rows)
    {
        var graph = x.Scope;
        int count = rows.Rows,
            d = rows.Columns;
        var squares = new double[count];
        for (int i = 0; i < count; i++)
            foreach (float value in rows.Span.Slice(i * d, d))
                squares[i] += (double)value * value;
        var products = x.MatMul(graph.Widened(HeadGraph.Transpose(rows.Span, count, d), d, count));
        return ((x * x).Sum() + graph.Double(squares, 1, count) - products * 2).AtLeast(0);
    }
}
