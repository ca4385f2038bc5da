using System.Buffers;
using System.Numerics;

namespace MlNetLabels.Heads;

/// <summary>
/// Evaluates loss and gradient of linear outputs over all training rows: sum_i loss(W x_i + b), in one pass through the
/// rows.
/// </summary>
/// <remarks>
/// Rows go through in blocks that fit the cache: standardise, logits (one product), loss, gradient (one product).
/// Products are single precision; blocks are added up in double precision, in an order that depends on the rows alone,
/// so any number of threads gives the same bits. Parameters of an output lie together: its weights, then its bias.
/// </remarks>
internal sealed class LinearObjective(FeatureRows features, ILinearLoss loss, int threads)
{
    // Few enough that adding up their sums stays cheap, enough to keep any usual number of cores busy.
    private const int MaxChunks = 32;
    private const int MinChunkRows = 4 * LinearWorker.BlockRows;

    private readonly int _chunkRows = Math.Max(MinChunkRows, (features.Count + MaxChunks - 1) / MaxChunks);

    /// <summary>Number of parameters of one output: one weight per feature, and a bias.</summary>
    public int ParametersPerOutput => features.Dimension + 1;

    /// <summary>Evaluates the given outputs.</summary>
    /// <param name="outputs">Indices of the outputs, passed through to the loss.</param>
    /// <param name="parameters">Parameters of each of them, in the same order.</param>
    /// <param name="gradients">Receives the gradient of each of them.</param>
    /// <param name="losses">Receives one sum per output group.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public void Evaluate(
        int[] outputs,
        ReadOnlySpan<double> parameters,
        Span<double> gradients,
        Span<double> losses,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        int dimension = features.Dimension,
            stride = Padded(outputs.Length);
        float[] layer = ArrayPool<float>.Shared.Rent((dimension + 1) * stride);
        Transpose(parameters, outputs.Length, stride, layer);

        int chunks = (features.Count + _chunkRows - 1) / _chunkRows,
            next = -1;
        var sums = new OrderedSum(chunks, outputs.Length * ParametersPerOutput, losses.Length);
        if (threads == 1 || chunks == 1)
            Work();
        else
            Parallel.For(0, Math.Min(threads, chunks), _ => Work());
        cancellationToken.ThrowIfCancellationRequested();

        ArrayPool<float>.Shared.Return(layer);
        sums.MoveTo(gradients, losses);

        void Work()
        {
            using var worker = new LinearWorker(features, loss, outputs, stride, layer);
            while (
                !cancellationToken.IsCancellationRequested
                && Interlocked.Increment(ref next) is var chunk
                && chunk < chunks
            )
            {
                double[] sum = sums.Rent();
                worker.Evaluate(
                    chunk * _chunkRows,
                    Math.Min(features.Count, (chunk + 1) * _chunkRows),
                    sums.Gradients(sum),
                    sums.Losses(sum)
                );
                sums.Add(chunk, sum);
            }
        }
    }

    // Row j holds every output's weight of feature j, the last row the biases.
    private void Transpose(ReadOnlySpan<double> parameters, int outputs, int stride, float[] layer)
    {
        layer.AsSpan(0, ParametersPerOutput * stride).Clear();
        for (int k = 0; k < outputs; k++)
        {
            var parameter = parameters.Slice(k * ParametersPerOutput, ParametersPerOutput);
            for (int j = 0; j < parameter.Length; j++)
                layer[j * stride + k] = (float)parameter[j];
        }
    }

    // Padding the outputs to whole vectors keeps the logit product and the losses free of scalar tails.
    private static int Padded(int outputs) =>
        (outputs + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
}
