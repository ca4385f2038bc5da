using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// Evaluates loss and gradient of linear outputs over all training rows: sum_i loss(W x_i + b), in one pass through the rows.
/// </summary>
/// <remarks>
/// Rows go through in blocks that fit the cache: standardise, logits (one product), loss, gradient (one product).
/// Products are single precision; blocks are added up in double precision, in an order that depends on the rows alone,
/// so any number of threads gives the same bits. Parameters of an output lie together: its weights, then its bias.
/// </remarks>
internal sealed class LinearObjective(FeatureRows features, ILinearLoss loss, int threads)
{
    private const int BlockRows = 64;

    // Few enough that partial sums stay small beside the rows, enough to keep any usual number of cores busy.
    private const int MaxChunks = 32;
    private const int MinChunkRows = 4 * BlockRows;

    private readonly int _chunkRows = Math.Max(MinChunkRows, (features.Count + MaxChunks - 1) / MaxChunks);

    /// <summary>Number of parameters of one output: one weight a feature, and a bias.</summary>
    public int ParametersPerOutput => features.Dimension + 1;

    /// <summary>Evaluates the given outputs.</summary>
    /// <param name="outputs">Indices of the outputs, passed through to the loss.</param>
    /// <param name="parameters">Parameters of each of them, in the same order.</param>
    /// <param name="gradients">Receives the gradient of each of them.</param>
    /// <param name="losses">Receives one sum an output group.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public void Evaluate(int[] outputs, ReadOnlySpan<double> parameters, Span<double> gradients, Span<double> losses, CancellationToken cancellationToken)
    {
        int dimension = features.Dimension, stride = Padded(outputs.Length);
        var weights = new float[dimension * stride];
        var bias = new float[stride];
        for (int k = 0; k < outputs.Length; k++)
        {
            var parameter = parameters.Slice(k * ParametersPerOutput, ParametersPerOutput);
            for (int j = 0; j < dimension; j++) weights[j * stride + k] = (float)parameter[j];
            bias[k] = (float)parameter[dimension];
        }

        int groups = losses.Length;
        var partials = new Partial[(features.Count + _chunkRows - 1) / _chunkRows];
        Parallel.For(0, partials.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            chunk => partials[chunk] = EvaluateChunk(chunk, outputs, weights, bias, stride, groups));

        gradients.Clear();
        losses.Clear();
        foreach (var partial in partials)
        {
            TensorPrimitives.Add(losses, partial.Losses, losses);
            TensorPrimitives.Add(gradients, partial.Gradients, gradients);
        }
    }

    private Partial EvaluateChunk(int chunk, int[] outputs, float[] weights, float[] bias, int stride, int groups)
    {
        int dimension = features.Dimension, first = chunk * _chunkRows, end = Math.Min(features.Count, first + _chunkRows);
        var partial = new Partial(new double[outputs.Length * ParametersPerOutput], new double[groups]);
        float[] x = ArrayPool<float>.Shared.Rent(BlockRows * dimension);
        float[] z = ArrayPool<float>.Shared.Rent(BlockRows * stride);
        float[] g = ArrayPool<float>.Shared.Rent(outputs.Length * dimension);
        for (int start = first; start < end; start += BlockRows)
        {
            int count = Math.Min(BlockRows, end - start);
            features.CopyTo(start, count, x);
            for (int i = 0; i < count; i++) bias.CopyTo(z.AsSpan(i * stride));
            MatrixProduct.Add(new(x, dimension, 1), weights, stride, z, stride, count, dimension, stride);

            loss.Evaluate(start, count, outputs, stride, z.AsSpan(0, count * stride), partial.Losses);

            g.AsSpan(0, outputs.Length * dimension).Clear();
            MatrixProduct.Add(new(z, 1, stride), x, dimension, g, dimension, outputs.Length, count, dimension);
            for (int k = 0; k < outputs.Length; k++) AddGradient(partial.Gradients, k, g.AsSpan(k * dimension, dimension), z, count, stride);
        }
        ArrayPool<float>.Shared.Return(x);
        ArrayPool<float>.Shared.Return(z);
        ArrayPool<float>.Shared.Return(g);
        return partial;
    }

    private void AddGradient(double[] gradients, int output, ReadOnlySpan<float> weightGradient, ReadOnlySpan<float> slopes, int count, int stride)
    {
        var target = gradients.AsSpan(output * ParametersPerOutput, ParametersPerOutput);
        for (int j = 0; j < weightGradient.Length; j++) target[j] += weightGradient[j];
        double biasGradient = 0;
        for (int i = 0; i < count; i++) biasGradient += slopes[i * stride + output];
        target[^1] += biasGradient;
    }

    // Padding the outputs to whole vectors keeps the logit product free of scalar tails.
    private static int Padded(int outputs) => (outputs + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    private sealed record Partial(double[] Gradients, double[] Losses);
}
