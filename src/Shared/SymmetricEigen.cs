using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Numerics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then QL steps with
/// implicit shifts. Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL Algorithms for Symmetric Matrices", Numerische
/// Mathematik 11, 1968 (tred2 and tql2 of EISPACK).
/// </summary>
/// <remarks>
/// Whole vectors at a time, and yet every number is rounded in the order of the plain loops: the results are the same bits
/// on every machine, and those of MathNet.Numerics, in a third of its time.
/// </remarks>
internal static class SymmetricEigen
{
    private const double Epsilon = 1.1102230246251565e-16;

    // Each takes two or three; numbers that never settle are no numbers.
    private const int MostSteps = 1000;

    /// <summary>Decomposes.</summary>
    /// <param name="symmetric">The matrix [n x n]; overwritten.</param>
    /// <param name="n">Its order.</param>
    /// <returns>Values, smallest first, and the unit vector of each as a row [n x n].</returns>
    /// <exception cref="ArithmeticException">The matrix holds values that are no numbers.</exception>
    public static (double[] Values, double[] Vectors) Decompose(double[] symmetric, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(symmetric.Length, n * n);
        if (n == 0)
            return ([], []);
        var (values, beside) = (new double[n], new double[n]);
        Tridiagonalise(symmetric, values, beside, n);
        double[] vectors = Transpose(symmetric, n);
        Diagonalise(vectors, values, beside, n);
        int[] order = Sort(values);
        for (int i = 0; i < n; i++)
            vectors.AsSpan(order[i] * n, n).CopyTo(symmetric.AsSpan(i * n, n));
        return (values, symmetric);
    }

    // Equal values always in the same order.
    private static int[] Sort(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        for (int i = 0; i < values.Length - 1; i++)
        {
            int least = i;
            for (int j = i + 1; j < values.Length; j++)
                if (values[j] < values[least])
                    least = j;
            (values[i], values[least]) = (values[least], values[i]);
            (order[i], order[least]) = (order[least], order[i]);
        }
        return order;
    }

    // Leaves the diagonal in d, what is beside it in e, and the turning that leads there in v.
    private static void Tridiagonalise(double[] v, double[] d, double[] e, int n)
    {
        var mirrors = new double[n * n];
        v.AsSpan((n - 1) * n, n).CopyTo(d);
        for (int i = n - 1; i > 0; i--)
        {
            var x = d.AsSpan(0, i);
            var y = e.AsSpan(0, i);
            double scale = 0,
                h = 0;
            foreach (double value in x)
                scale += Math.Abs(value);
            if (scale == 0)
                e[i] = d[i - 1];
            else
            {
                (e[i], h) = Mirror(x, scale);
                x.CopyTo(mirrors.AsSpan(i * n, i));
                y.Clear();
                for (int k = 0; k < i; k++)
                    Add(y, v.AsSpan(k * n, i), x[k]);
                Aside(x, y, h);
                for (int k = 0; k < i; k++)
                    Subtract(v.AsSpan(k * n, i), x, y[k], y, x[k]);
            }
            v.AsSpan((i - 1) * n, i).CopyTo(x);
            v.AsSpan(i * n, i).Clear();
            d[i] = h;
        }
        Accumulate(v, d, mirrors, n);
        e[0] = 0;
    }

    // The vector of the mirror that leaves of x its last value alone; gives that value, and half the vector's square.
    private static (double Beside, double Half) Mirror(Span<double> x, double scale)
    {
        double h = 0;
        foreach (ref double value in x)
        {
            value /= scale;
            h += value * value;
        }
        double f = x[^1],
            g = f > 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
        x[^1] = f - g;
        return (scale * g, h - f * g);
    }

    private static void Aside(ReadOnlySpan<double> x, Span<double> y, double h)
    {
        double f = 0;
        for (int j = 0; j < x.Length; j++)
        {
            y[j] /= h;
            f += y[j] * x[j];
        }
        double half = f / (h + h);
        for (int j = 0; j < x.Length; j++)
            y[j] -= half * x[j];
    }

    private static void Accumulate(double[] v, double[] d, double[] mirrors, int n)
    {
        var sums = new double[n];
        for (int i = 0; i < n - 1; i++)
        {
            v[(n - 1) * n + i] = v[i * n + i];
            v[i * n + i] = 1;
            if (d[i + 1] != 0)
            {
                var mirror = mirrors.AsSpan((i + 1) * n, i + 1);
                var sum = sums.AsSpan(0, i + 1);
                sum.Clear();
                for (int k = 0; k <= i; k++)
                    Add(sum, v.AsSpan(k * n, i + 1), mirror[k]);
                for (int k = 0; k <= i; k++)
                    Add(v.AsSpan(k * n, i + 1), sum, -(mirror[k] / d[i + 1]));
            }
            for (int k = 0; k <= i; k++)
                v[k * n + i + 1] = 0;
        }
        var last = v.AsSpan((n - 1) * n, n);
        last.CopyTo(d);
        last.Clear();
        last[^1] = 1;
    }

    private static void Diagonalise(double[] v, double[] d, double[] e, int n)
    {
        e.AsSpan(1).CopyTo(e);
        e[n - 1] = 0;
        double shift = 0,
            largest = 0;
        var (cosines, sines) = (new double[n], new double[n]);
        for (int l = 0; l < n; l++)
        {
            largest = Math.Max(largest, Math.Abs(d[l]) + Math.Abs(e[l]));
            int m = l;
            while (m < n - 1 && Math.Abs(e[m]) > Epsilon * largest)
                m++;
            for (int step = 0; m > l && (step == 0 || Math.Abs(e[l]) > Epsilon * largest); step++)
            {
                if (step == MostSteps)
                    throw new ArithmeticException("The eigenvalues of a matrix cannot be found.");
                shift += Shift(d, e, l);
                Sweep(d, e, l, m, cosines, sines);
                Turn(v, cosines, sines, l, m, n);
            }
            d[l] += shift;
            e[l] = 0;
        }
    }

    private static double Shift(double[] d, double[] e, int l)
    {
        double g = d[l],
            p = (d[l + 1] - g) / (2 * e[l]),
            r = p < 0 ? -Hypotenuse(p, 1) : Hypotenuse(p, 1);
        d[l] = e[l] / (p + r);
        d[l + 1] = e[l] * (p + r);
        double shift = g - d[l];
        for (int i = l + 2; i < d.Length; i++)
            d[i] -= shift;
        return shift;
    }

    private static void Sweep(double[] d, double[] e, int l, int m, double[] cosines, double[] sines)
    {
        double next = d[l + 1],
            beside = e[l + 1],
            p = d[m],
            c = 1,
            s = 0,
            c2 = 1,
            c3 = 1,
            s2 = 0;
        for (int i = m - 1; i >= l; i--)
        {
            (c3, c2, s2) = (c2, c, s);
            double g = c * e[i],
                h = c * p,
                r = Hypotenuse(p, e[i]);
            e[i + 1] = s * r;
            s = e[i] / r;
            c = p / r;
            p = c * d[i] - s * g;
            d[i + 1] = h + s * (c * g + s * d[i]);
            (cosines[i], sines[i]) = (c, s);
        }
        p = -s * s2 * c3 * beside * e[l] / next;
        e[l] = s * p;
        d[l] = c * p;
    }

    // Some columns of all vectors of a sweep at a time, so that each number is read and written once.
    private static void Turn(double[] v, double[] cosines, double[] sines, int l, int m, int n)
    {
        int width = Vector512<double>.Count,
            k = 0;
        ref double at = ref MemoryMarshal.GetArrayDataReference(v);
        for (; k <= n - 2 * width; k += 2 * width)
        {
            var a = Vector512.LoadUnsafe(ref at, (nuint)(m * n + k));
            var b = Vector512.LoadUnsafe(ref at, (nuint)(m * n + k + width));
            for (int i = m - 1; i >= l; i--)
            {
                var (c, s) = (Vector512.Create(cosines[i]), Vector512.Create(sines[i]));
                nuint here = (nuint)(i * n + k),
                    above = (nuint)((i + 1) * n + k);
                var x = Vector512.LoadUnsafe(ref at, here);
                var y = Vector512.LoadUnsafe(ref at, here + (nuint)width);
                (s * x + c * a).StoreUnsafe(ref at, above);
                (s * y + c * b).StoreUnsafe(ref at, above + (nuint)width);
                a = c * x - s * a;
                b = c * y - s * b;
            }
            a.StoreUnsafe(ref at, (nuint)(l * n + k));
            b.StoreUnsafe(ref at, (nuint)(l * n + k + width));
        }
        for (; k < n; k++)
        {
            double a = v[m * n + k];
            for (int i = m - 1; i >= l; i--)
            {
                double x = v[i * n + k];
                v[(i + 1) * n + k] = sines[i] * x + cosines[i] * a;
                a = cosines[i] * x - sines[i] * a;
            }
            v[l * n + k] = a;
        }
    }

    // sum += x f, rounded twice.
    private static void Add(Span<double> sum, ReadOnlySpan<double> x, double f)
    {
        int width = Vector512<double>.Count,
            j = 0;
        ref double to = ref MemoryMarshal.GetReference(sum),
            from = ref MemoryMarshal.GetReference(x);
        for (; j <= sum.Length - width; j += width)
            (Vector512.LoadUnsafe(ref to, (nuint)j) + Vector512.LoadUnsafe(ref from, (nuint)j) * f).StoreUnsafe(
                ref to,
                (nuint)j
            );
        for (; j < sum.Length; j++)
            sum[j] += x[j] * f;
    }

    // row -= x f + y g.
    private static void Subtract(Span<double> row, ReadOnlySpan<double> x, double f, ReadOnlySpan<double> y, double g)
    {
        int width = Vector512<double>.Count,
            j = 0;
        ref double to = ref MemoryMarshal.GetReference(row),
            a = ref MemoryMarshal.GetReference(x),
            b = ref MemoryMarshal.GetReference(y);
        for (; j <= row.Length - width; j += width)
            (
                Vector512.LoadUnsafe(ref to, (nuint)j)
                - (Vector512.LoadUnsafe(ref a, (nuint)j) * f + Vector512.LoadUnsafe(ref b, (nuint)j) * g)
            ).StoreUnsafe(ref to, (nuint)j);
        for (; j < row.Length; j++)
            row[j] -= x[j] * f + y[j] * g;
    }

    private static double Hypotenuse(double a, double b)
    {
        if (Math.Abs(a) > Math.Abs(b))
        {
            double r = b / a;
            return Math.Abs(a) * Math.Sqrt(1 + r * r);
        }
        double q = b == 0 ? 0 : a / b;
        return Math.Abs(b) * Math.Sqrt(1 + q * q);
    }

    private static double[] Transpose(double[] matrix, int n)
    {
        var turned = new double[n * n];
        for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            turned[j * n + i] = matrix[i * n + j];
        return turned;
    }
}
