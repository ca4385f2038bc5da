using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Monitoring;

/// <summary>
/// The unbiased squared maximum mean discrepancy of a window W of m rows and a reference R of n by a Gaussian kernel k
/// whose width is the median distance of all rows: mean k within W + mean k within R - 2 mean k between. Around 0 without
/// a change. Gretton et al., "A kernel two-sample test", JMLR 13 (2012).
/// </summary>
internal sealed class MeanDiscrepancy
{
    private readonly Matrix _kernel;
    private readonly double[] _sums;
    private readonly double _total;

    /// <param name="gram">Dot products of all rows with one another.</param>
    public MeanDiscrepancy(Matrix gram)
    {
        _kernel = Kernel(gram);
        _sums = new double[gram.Rows];
        for (int i = 0; i < gram.Rows; i++)
            _total += _sums[i] = Sum(_kernel.Row(i));
    }

    /// <summary>The discrepancy where the given rows are the window.</summary>
    public double Of(ReadOnlySpan<int> window)
    {
        double m = window.Length,
            n = _kernel.Rows - m,
            within = 0,
            touching = 0;
        foreach (int i in window)
        {
            var row = _kernel.Row(i);
            float sum = 0;
            foreach (int j in window)
                sum += row[j];
            within += sum;
            touching += _sums[i];
        }
        double between = touching - within,
            others = _total - 2 * touching + within;
        return within / (m * (m - 1)) + others / (n * (n - 1)) - 2 * between / (m * n);
    }

    // exp(-|x - y|^2 / (2 median^2)), and 0 of a row with itself, which does not count.
    private static Matrix Kernel(Matrix gram)
    {
        int n = gram.Rows;
        var squares = new Matrix(n, n);
        var all = new float[n * (n - 1) / 2];
        for (int i = 0, at = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            squares[i, j] = squares[j, i] = all[at++] = Math.Max(0, gram[i, i] + gram[j, j] - 2 * gram[i, j]);
        Array.Sort(all);
        float median = all[all.Length / 2];
        if (median > 0)
            TensorPrimitives.Multiply(squares.Span, -1 / (2 * median), squares.Span);
        TensorPrimitives.Exp(squares.Span, squares.Span);
        for (int i = 0; i < n; i++)
            squares[i, i] = 0;
        return squares;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
