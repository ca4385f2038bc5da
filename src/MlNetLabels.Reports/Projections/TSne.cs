using System.Numerics;
using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Projections;

/// <summary>
/// Exact t-SNE in two dimensions: neighbourhoods of a perplexity in the rows, matched by Student-t neighbourhoods in
/// the plane. Starts from principal components and draws no random numbers; each point's forces are summed in one
/// order, so that the result does not depend on threads. Memory 4 n^2 bytes, time n^2 per iteration. Source: van der
/// Maaten and Hinton, JMLR 9 (2008); start, exaggeration and step as in Kobak and Berens, Nature Communications 10
/// (2019).
/// </summary>
internal static class TSne
{
    /// <summary>Fewest rows that have neighbourhoods worth the name.</summary>
    public const int MinRows = 10;

    private const double Perplexity = 30;
    private const int Early = 150,
        Iterations = 500;
    private const float Exaggeration = 12;
    private const double StartDeviation = 1e-4;

    // Below this all rows are the same, and stay in one place.
    private const double Level = 1e-9;

    /// <summary>Places, the perplexity, and the Kullback-Leibler divergence that is left (0 is perfect).</summary>
    public static (double[] X, double[] Y, double Perplexity, double Divergence) Project(
        Matrix rows,
        double[] startX,
        double[] startY,
        CancellationToken cancellationToken = default
    )
    {
        int n = rows.Rows;
        ArgumentOutOfRangeException.ThrowIfLessThan(n, MinRows);
        double perplexity = Math.Min(Perplexity, (n - 1) / 3.0);
        float[][] p = Neighbourhoods(rows, perplexity, cancellationToken);
        float scale = (float)(
            StartDeviation / Math.Max(Math.Sqrt(TensorPrimitives.SumOfSquares<double>(startX) / n), Level)
        );
        float[] x = Array.ConvertAll(startX, v => (float)v * scale),
            y = Array.ConvertAll(startY, v => (float)v * scale);
        float[] stepX = new float[n],
            stepY = new float[n],
            gainX = new float[n],
            gainY = new float[n];
        gainX.AsSpan().Fill(1);
        gainY.AsSpan().Fill(1);
        var forces = new Forces[n];
        float rate = Math.Max(n / Exaggeration / 4, 50);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Parallel.For(0, n, i => forces[i] = Forces.On(i, x, y, p[i]));
            double z = forces.Sum(f => (double)f.Weight);
            float exaggeration = iteration < Early ? Exaggeration : 1,
                momentum = iteration < Early ? 0.5f : 0.8f;
            for (int i = 0; i < n; i++)
            {
                Step(
                    ref x[i],
                    ref stepX[i],
                    ref gainX[i],
                    4 * (exaggeration * forces[i].PullX - (float)(forces[i].PushX / z)),
                    rate,
                    momentum
                );
                Step(
                    ref y[i],
                    ref stepY[i],
                    ref gainY[i],
                    4 * (exaggeration * forces[i].PullY - (float)(forces[i].PushY / z)),
                    rate,
                    momentum
                );
            }
            TensorPrimitives.Subtract(x, TensorPrimitives.Sum<float>(x) / n, x);
            TensorPrimitives.Subtract(y, TensorPrimitives.Sum<float>(y) / n, y);
            Enlarge(x, y, stepX, stepY);
        }
        return (
            Array.ConvertAll(x, v => (double)v),
            Array.ConvertAll(y, v => (double)v),
            perplexity,
            Divergence(p, x, y)
        );
    }

    // Where rows have no groups, the exaggerated pull draws all points together, in the end to numbers that are zero.
    // So small a picture is the same at any size, since its forces are linear in its places.
    private static void Enlarge(float[] x, float[] y, float[] stepX, float[] stepY)
    {
        double deviation = Math.Sqrt(
            (TensorPrimitives.SumOfSquares<float>(x) + TensorPrimitives.SumOfSquares<float>(y)) / x.Length
        );
        if (deviation is 0 or >= StartDeviation)
            return;
        foreach (float[] values in new[] { x, y, stepX, stepY })
            TensorPrimitives.Multiply(values, (float)(StartDeviation / deviation), values);
    }

    // Gains after Jacobs: a coordinate that keeps its direction goes faster.
    private static void Step(
        ref float place,
        ref float step,
        ref float gain,
        float gradient,
        float rate,
        float momentum
    )
    {
        gain = step * gradient < 0 ? gain + 0.2f : Math.Max(gain * 0.8f, 0.01f);
        step = momentum * step - rate * gain * gradient;
        place += step;
    }

    /// <summary>
    /// Symmetric joint probabilities that sum to one: row i's Gaussian over all others has the perplexity wanted.
    /// </summary>
    internal static float[][] Neighbourhoods(
        Matrix rows,
        double perplexity,
        CancellationToken cancellationToken = default
    )
    {
        int n = rows.Rows;
        var conditional = new double[n][];
        Parallel.For(
            0,
            n,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                var distances = new double[n];
                for (int j = 0; j < n; j++)
                {
                    double distance = j == i ? 0 : TensorPrimitives.Distance<float>(rows.Row(i), rows.Row(j));
                    distances[j] = distance * distance;
                }
                conditional[i] = Gaussian(distances, i, Math.Log(perplexity));
            }
        );
        var joint = new float[n][];
        for (int i = 0; i < n; i++)
        {
            joint[i] = new float[n];
            for (int j = 0; j < n; j++)
                joint[i][j] = (float)((conditional[i][j] + conditional[j][i]) / (2 * n));
        }
        return joint;
    }

    // Bisects the precision until the entropy is that of the perplexity.
    private static double[] Gaussian(double[] distances, int self, double entropy)
    {
        double low = 0,
            high = double.PositiveInfinity;
        double nearest = distances.Where((_, j) => j != self).Min();
        double precision = 1 / Math.Max(distances.Sum() / distances.Length, 1e-12);
        var p = new double[distances.Length];
        for (int step = 0; step < 100; step++)
        {
            double sum = 0,
                weighted = 0;
            for (int j = 0; j < p.Length; j++)
            {
                // Distances beyond the nearest, so that the sum never vanishes.
                p[j] = j == self ? 0 : Math.Exp(-precision * (distances[j] - nearest));
                sum += p[j];
                weighted += p[j] * (distances[j] - nearest);
            }
            TensorPrimitives.Divide(p, sum, p);
            double excess = Math.Log(sum) + precision * weighted / sum - entropy;
            if (Math.Abs(excess) < 1e-6)
                break;
            if (excess > 0)
                (low, precision) = (
                    precision,
                    double.IsPositiveInfinity(high) ? precision * 2 : (precision + high) / 2
                );
            else
                (high, precision) = (precision, (precision + low) / 2);
        }
        return p;
    }

    private static double Divergence(float[][] p, float[] x, float[] y)
    {
        double z = 0,
            sum = 0;
        for (int i = 0; i < x.Length; i++)
        for (int j = 0; j < x.Length; j++)
            if (j != i)
                z += Weight(i, j);
        for (int i = 0; i < x.Length; i++)
        for (int j = 0; j < x.Length; j++)
            if (j != i && p[i][j] > 0)
                sum += p[i][j] * Math.Log(p[i][j] * z / Weight(i, j));
        return sum;

        double Weight(int i, int j) =>
            1 / (1 + (double)(x[i] - x[j]) * (x[i] - x[j]) + (double)(y[i] - y[j]) * (y[i] - y[j]));
    }

    /// <summary>
    /// What all points do to one: the pull of its neighbours, the push of all before its division by the sum of
    /// weights, and its share of that sum.
    /// </summary>
    private readonly record struct Forces(float PullX, float PullY, float PushX, float PushY, float Weight)
    {
        public static Forces On(int i, float[] x, float[] y, float[] p)
        {
            Vector<float> xi = new(x[i]),
                yi = new(y[i]),
                pullX = default,
                pullY = default,
                pushX = default,
                pushY = default,
                sum = default;
            int j = 0;
            for (; j <= x.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> dx = xi - new Vector<float>(x, j),
                    dy = yi - new Vector<float>(y, j);
                var weight = Vector<float>.One / (Vector<float>.One + dx * dx + dy * dy);
                var pull = new Vector<float>(p, j) * weight;
                sum += weight;
                pullX += pull * dx;
                pullY += pull * dy;
                weight *= weight;
                pushX += weight * dx;
                pushY += weight * dy;
            }
            var forces = (
                PullX: Vector.Sum(pullX),
                PullY: Vector.Sum(pullY),
                PushX: Vector.Sum(pushX),
                PushY: Vector.Sum(pushY),
                Weight: Vector.Sum(sum)
            );
            for (; j < x.Length; j++)
            {
                float dx = x[i] - x[j],
                    dy = y[i] - y[j],
                    weight = 1 / (1 + dx * dx + dy * dy);
                forces = (
                    forces.PullX + p[j] * weight * dx,
                    forces.PullY + p[j] * weight * dy,
                    forces.PushX + weight * weight * dx,
                    forces.PushY + weight * weight * dy,
                    forces.Weight + weight
                );
            }
            // A point's weight on itself is exactly one and moves nothing.
            return new(forces.PullX, forces.PullY, forces.PushX, forces.PushY, forces.Weight - 1);
        }
    }
}
