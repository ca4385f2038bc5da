using System.Numerics.Tensors;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Monitoring;

/// <summary>
/// How well Fisher's linear discriminant tells a window from the reference: its cross-validated AUROC. The covariance is
/// that of all rows together, shrunk as Ledoit and Wolf do, which gives the same direction as that within the two; it
/// knows nothing of which row is whose, so that whitening once serves all folds and all permutations.
/// </summary>
/// <remarks>
/// A row's score is its mean product with whitened window rows of other folds minus that with reference rows of other
/// folds. Pairs are compared within folds, since scores of different folds have no common zero.
/// </remarks>
internal sealed class FisherClassifier
{
    private readonly Matrix _products;
    private readonly float[] _sums;
    private readonly int[] _folds;
    private readonly int[][] _members;

    /// <param name="rows">All rows, of mean 0 and deviation 1 together.</param>
    /// <param name="folds">Fold of each, from 0; by the row's values alone.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public FisherClassifier(Matrix rows, int[] folds, CancellationToken cancellationToken)
    {
        _folds = folds;
        _members = [.. Enumerable.Range(0, folds.Max() + 1).Select(f => Members(folds, f))];
        _products = GramMatrix.Of(Whiten(rows, cancellationToken), cancellationToken);
        _sums = new float[rows.Rows];
        for (int i = 0; i < rows.Rows; i++)
        {
            var row = _products.Row(i);
            for (int j = 0; j < row.Length; j++)
                if (folds[j] == folds[i])
                    row[j] = 0;
            TensorPrimitives.Add(row, _sums, _sums);
        }
    }

    /// <summary>The AUROC where the given rows are the window; 0.5 = blind, 1 = perfect.</summary>
    public double Of(ReadOnlySpan<int> window)
    {
        int n = _folds.Length;
        var isWindow = new bool[n];
        var inFold = new int[_members.Length];
        var scores = new float[n];
        foreach (int j in window)
        {
            isWindow[j] = true;
            inFold[_folds[j]]++;
            TensorPrimitives.Add(_products.Row(j), scores, scores);
        }
        for (int i = 0; i < n; i++)
        {
            int ours = window.Length - inFold[_folds[i]],
                theirs = n - _members[_folds[i]].Length - ours;
            scores[i] = scores[i] / Math.Max(1, ours) - (_sums[i] - scores[i]) / Math.Max(1, theirs);
        }
        return Auroc(scores, isWindow, window);
    }

    private double Auroc(float[] scores, bool[] isWindow, ReadOnlySpan<int> window)
    {
        float[][] others = [.. _members.Select(fold => Others(fold, scores, isWindow))];
        long halves = 0,
            pairs = 0;
        foreach (int i in window)
        {
            float[] fold = others[_folds[i]];
            halves += Below(fold, scores[i], orEqual: false) + Below(fold, scores[i], orEqual: true);
            pairs += fold.Length;
        }
        return pairs == 0 ? 0.5 : halves / (2.0 * pairs);
    }

    private static int[] Members(int[] folds, int fold) =>
        [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] == fold)];

    // The scores of a fold's reference rows, smallest first.
    private static float[] Others(int[] fold, float[] scores, bool[] isWindow)
    {
        var others = new float[fold.Length];
        int count = 0;
        foreach (int i in fold)
            if (!isWindow[i])
                others[count++] = scores[i];
        Array.Resize(ref others, count);
        Array.Sort(others);
        return others;
    }

    private static int Below(float[] ascending, float value, bool orEqual)
    {
        int below = 0,
            end = ascending.Length;
        while (below < end)
        {
            int middle = (below + end) / 2;
            if (ascending[middle] < value || (orEqual && ascending[middle] == value))
                below = middle + 1;
            else
                end = middle;
        }
        return below;
    }

    private static Matrix Whiten(Matrix rows, CancellationToken cancellationToken)
    {
        int d = rows.Columns;
        double[] mean = new double[d];
        var (moment, fourth) = Covariance.About(rows, _ => mean, cancellationToken);
        LedoitWolf.Shrink(moment, d, rows.Rows, fourth);
        float[] factor = Whitening.From(moment, d);
        var whitened = new Matrix(rows.Rows, d);
        Parallel.For(
            0,
            rows.Rows,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
            {
                var row = new double[d];
                Whitening.Apply(factor, WideMath.Widen(rows.Row(i)), row);
                TensorPrimitives.ConvertTruncating<double, float>(row, whitened.Row(i));
            }
        );
        return whitened;
    }
}
