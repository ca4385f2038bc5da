using System.Diagnostics;

namespace MlNetLabels.Metrics;

/// <summary>
/// Rows sorted once by score, highest first, in runs of equal scores. Every figure of a ranking is then one pass over the runs, for any
/// number of times that each row counts: a bootstrap resample costs no sort. Immutable, so threads may share it.
/// </summary>
internal sealed class RankedScores
{
    private readonly int[] _rows;
    private readonly bool[] _positive;
    private readonly double[] _runScores;
    private readonly int[] _runEnds;

    /// <param name="scores">One number a row that takes part; none NaN.</param>
    /// <param name="positives">Whether that row is a positive.</param>
    /// <param name="rows">The rows' places in the counts that the methods are given; empty for 0, 1, 2, ...</param>
    public RankedScores(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positives, ReadOnlySpan<int> rows = default)
    {
        Debug.Assert(scores.Length == positives.Length && (rows.IsEmpty || rows.Length == scores.Length), "one row, one score, one truth");
        double[] sorted = scores.ToArray();
        int[] places = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, places);
        Array.Reverse(sorted);
        Array.Reverse(places);
        _positive = new bool[places.Length];
        _rows = new int[places.Length];
        List<int> ends = [];
        List<double> runScores = [];
        for (int i = 0; i < places.Length; i++)
        {
            _positive[i] = positives[places[i]];
            _rows[i] = rows.IsEmpty ? places[i] : rows[places[i]];
            if (i + 1 < sorted.Length && sorted[i + 1] == sorted[i]) continue;
            ends.Add(i + 1);
            runScores.Add(sorted[i]);
        }
        (_runEnds, _runScores) = ([.. ends], [.. runScores]);
    }

    /// <summary>Number of distinct scores.</summary>
    public int Runs => _runEnds.Length;

    /// <summary>The score that the rows of a run share.</summary>
    public double Score(int run) => _runScores[run];

    /// <summary>How many positives and negatives a run holds; empty <paramref name="counts"/> count each row once.</summary>
    public (long Positives, long Negatives) Run(int run, ReadOnlySpan<int> counts)
    {
        long positives = 0, negatives = 0;
        for (int i = run == 0 ? 0 : _runEnds[run - 1]; i < _runEnds[run]; i++)
        {
            int count = counts.IsEmpty ? 1 : counts[_rows[i]];
            if (_positive[i]) positives += count;
            else negatives += count;
        }
        return (positives, negatives);
    }

    public (long Positives, long Negatives) Totals(ReadOnlySpan<int> counts)
    {
        long positives = 0, negatives = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            int count = counts.IsEmpty ? 1 : counts[_rows[i]];
            if (_positive[i]) positives += count;
            else negatives += count;
        }
        return (positives, negatives);
    }

    public double? Auroc(ReadOnlySpan<int> counts = default) => Areas(counts).Auroc;

    public double? AveragePrecision(ReadOnlySpan<int> counts = default) => Areas(counts).AveragePrecision;

    /// <summary>Both in one pass, which bootstraps spend most of their time in. Half pairs are counted in whole numbers, so that no order of adding changes a bit.</summary>
    public (double? Auroc, double? AveragePrecision) Areas(ReadOnlySpan<int> counts = default)
    {
        long halfPairs = 0, positivesAbove = 0, negativesAbove = 0;
        double precisions = 0;
        for (int run = 0, i = 0; run < _runEnds.Length; run++)
        {
            long positives = 0, negatives = 0;
            for (; i < _runEnds[run]; i++)
            {
                int count = counts.IsEmpty ? 1 : counts[_rows[i]];
                if (_positive[i]) positives += count;
                else negatives += count;
            }
            halfPairs += negatives * ((2 * positivesAbove) + positives);
            positivesAbove += positives;
            negativesAbove += negatives;
            if (positives > 0) precisions += positives * ((double)positivesAbove / (positivesAbove + negativesAbove));
        }
        return positivesAbove == 0 ? (null, null) : (negativesAbove == 0 ? null : halfPairs / (2.0 * positivesAbove * negativesAbove), precisions / positivesAbove);
    }

    public double? FprAtTpr(double truePositiveRate, ReadOnlySpan<int> counts = default)
    {
        var (allPositives, allNegatives) = Totals(counts);
        if (allPositives == 0 || allNegatives == 0) return null;
        long caught = 0, flagged = 0;
        for (int run = 0; run < Runs && (double)caught / allPositives < truePositiveRate; run++)
        {
            var (positives, negatives) = Run(run, counts);
            caught += positives;
            flagged += negatives;
        }
        return (double)flagged / allNegatives;
    }
}
