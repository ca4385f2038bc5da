using System.Numerics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>
/// The two products of one pass over the rows and nothing else: logits of each block, and the gradient from them.
/// </summary>
internal sealed class MatrixProducts(Matrix x, int outputs, int threads)
{
    private const int BlockRows = 64;

    private readonly int _stride = (outputs + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>Additions and multiplications of one pass, those of padding not counted.</summary>
    public double Flops => 4.0 * x.Rows * x.Columns * outputs;

    public void Pass()
    {
        int dimension = x.Columns,
            blocks = (x.Rows + BlockRows - 1) / BlockRows,
            next = -1;
        var weights = new float[dimension * _stride];
        Parallel.For(
            0,
            threads,
            _ =>
            {
                var z = new float[BlockRows * _stride];
                var gradient = new float[outputs * dimension];
                while (Interlocked.Increment(ref next) is var block && block < blocks)
                {
                    int first = block * BlockRows,
                        count = Math.Min(BlockRows, x.Rows - first);
                    var rows = x.Span.Slice(first * dimension, count * dimension);
                    MatrixProduct.Add(new(rows, dimension, 1), weights, _stride, z, _stride, count, dimension, _stride);
                    MatrixProduct.Add(
                        new(z, 1, _stride),
                        rows,
                        dimension,
                        gradient,
                        dimension,
                        outputs,
                        count,
                        dimension
                    );
                }
            }
        );
    }
}
