using MlNetLabels.Numerics;

namespace MlNetLabels.Monitoring;

/// <summary>The dot products of all rows with one another.</summary>
internal static class GramMatrix
{
    // Of 576 dimensions so many columns stay in the second cache.
    private const int Block = 48;

    /// <summary>[rows x rows], symmetric.</summary>
    public static Matrix Of(Matrix rows, CancellationToken cancellationToken)
    {
        int n = rows.Rows,
            d = rows.Columns;
        var gram = new Matrix(n, n);
        var columns = new float[d * Block];
        for (int first = 0; first < n; first += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int width = Math.Min(Block, n - first);
            for (int i = 0; i < width; i++)
            {
                var row = rows.Row(first + i);
                for (int j = 0; j < d; j++)
                    columns[j * Block + i] = row[j];
            }
            MatrixProduct.Add(
                new(rows.Span[(first * d)..], d, 1),
                columns,
                Block,
                gram.Span[(first * n + first)..],
                n,
                n - first,
                d,
                width
            );
        }
        for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            gram[j, i] = gram[i, j];
        return gram;
    }
}
