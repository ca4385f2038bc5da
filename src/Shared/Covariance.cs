using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>Second moments of rows about given centres.</summary>
internal static class Covariance
{
    // Long enough for the dot products to pay, short enough for a block of columns (576 x 256 x 8 bytes) to stay in the
    // caches.
    private const int BlockRows = 256;

    private const int Tile = DotProducts.Tile;

    /// <summary>
    /// 1/n sum_i r_i r_i' and 1/n sum_i |r_i|^4 with r_i = row i - its centre, n = rows; symmetric, [columns x
    /// columns].
    /// </summary>
    public static (double[] Moment, double MeanFourthPower) About(
        IRows rows,
        Func<int, ReadOnlySpan<double>> centre,
        CancellationToken cancellationToken
    )
    {
        int d = rows.Columns;
        var moment = new double[d * d];
        var columns = new double[d * BlockRows];
        double fourth = 0;
        for (int start = 0; start < rows.Rows; start += BlockRows)
        {
            int count = Math.Min(BlockRows, rows.Rows - start);
            for (int i = 0; i < count; i++)
            {
                var row = rows.Row(start + i);
                var mean = centre(start + i);
                double square = 0;
                for (int j = 0; j < d; j++)
                {
                    double residual = row[j] - mean[j];
                    columns[j * BlockRows + i] = residual;
                    square += residual * residual;
                }
                fourth += square * square;
            }
            Parallel.For(
                0,
                (d + Tile - 1) / Tile,
                new ParallelOptions { CancellationToken = cancellationToken },
                tile =>
                {
                    for (int b = 0; b <= tile; b++)
                        DotProducts.Add(columns, BlockRows, count, tile * Tile, b * Tile, d, moment);
                }
            );
        }
        for (int a = 0; a < d; a++)
        for (int b = 0; b <= a; b++)
            moment[b * d + a] = moment[a * d + b] /= rows.Rows;
        return (moment, fourth / rows.Rows);
    }
}
