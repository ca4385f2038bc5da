using System.Buffers;
using System.Numerics.Tensors;

namespace MlNetLabels.Heads;

/// <summary>
/// Adds up parts that threads finish in any order as if they came in ascending order, so that the sum's bits depend on
/// the parts alone. Only parts that wait for an earlier one are kept. Thread-safe.
/// </summary>
/// <param name="parts">Number of parts, each to be added once.</param>
/// <param name="gradients">Length of a part's gradients.</param>
/// <param name="losses">Length of a part's losses.</param>
internal sealed class OrderedSum(int parts, int gradients, int losses)
{
    private readonly double[]?[] _waiting = new double[parts][];
    private readonly double[] _total = RentCleared(gradients + losses);
    private int _next;

    /// <summary>An empty part.</summary>
    public double[] Rent() => RentCleared(gradients + losses);

    /// <summary>The gradients of a part.</summary>
    public Span<double> Gradients(double[] part) => part.AsSpan(0, gradients);

    /// <summary>The losses of a part.</summary>
    public Span<double> Losses(double[] part) => part.AsSpan(gradients, losses);

    /// <summary>Takes over a part, the <paramref name="index"/>th in order.</summary>
    public void Add(int index, double[] part)
    {
        lock (_waiting)
        {
            _waiting[index] = part;
            for (; _next < parts && _waiting[_next] is { } ready; _waiting[_next++] = null)
            {
                var total = _total.AsSpan(0, gradients + losses);
                TensorPrimitives.Add(total, ready.AsSpan(0, total.Length), total);
                ArrayPool<double>.Shared.Return(ready);
            }
        }
    }

    /// <summary>Writes the sum of all parts; this object is of no use afterwards.</summary>
    public void MoveTo(Span<double> gradientTotal, Span<double> lossTotal)
    {
        Gradients(_total).CopyTo(gradientTotal);
        Losses(_total).CopyTo(lossTotal);
        ArrayPool<double>.Shared.Return(_total);
    }

    private static double[] RentCleared(int length)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(length);
        rented.AsSpan(0, length).Clear();
        return rented;
    }
}
