using System.Buffers;
using System.Diagnostics;

namespace MlNetLabels.Metrics;

/// <summary>
/// Rows sorted once by score, highest first, in runs of equal scores. Every figure of a ranking is then one pass over
/// the runs, for any
/// number of times that each row counts: a bootstrap resample costs no sort. Immutable, so threads may share it.
/// </summary>
internal sealed class RankedScores
{
    private readonly int[] _rows;
    private readonly bool[] _positive;
    private readonly double[] _runScores;
    private readonly int[] _runEnds;
    private readonly PositiveRun[] _positiveRuns;
    private readonly int[] _positiveRows;
    private readonly int _flagged;

    /// <param name="scores">One number per row that takes part; none NaN.</param>
    /// <param name="positives">Whether that row is a positive.</param>
    /// <param name="rows">The rows' places in the counts that the methods are given; empty for 0, 1, 2, ...</param>
    /// <param name="threshold">Rows that score at least this are flagged.</param>
    public RankedScores(
        ReadOnlySpan<double> scores,
        ReadOnlySpan<bool> positives,
        ReadOnlySpan<int> rows = default,
        double threshold = double.PositiveInfinity
    )
    {
        Debug.Assert(
            scores.Length == positives.Length && (rows.IsEmpty || rows.Length == scores.Length),
            "one row, one score, one truth"
        );
        double[] sorted = scores.ToArray();
        int[] places = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, places);
        Array.Reverse(sorted);
        Array.Reverse(places);
        _positive = new bool[places.Length];
        _rows = new int[places.Length];
        List<int> ends = [],
            positiveRows = [];
        List<double> runScores = [];
        List<PositiveRun> positiveRuns = [];
        for (int i = 0, start = 0, known = 0; i < places.Length; i++)
        {
            _positive[i] = positives[places[i]];
            _rows[i] = rows.IsEmpty ? places[i] : rows[places[i]];
            if (_positive[i])
                positiveRows.Add(_rows[i]);
            if (i + 1 < sorted.Length && sorted[i + 1] == sorted[i])
                continue;
            ends.Add(i + 1);
            runScores.Add(sorted[i]);
            if (positiveRows.Count > known)
                positiveRuns.Add(new(start, i + 1, positiveRows.Count));
            if (sorted[i] >= threshold)
                _flagged = i + 1;
            (start, known) = (i + 1, positiveRows.Count);
        }
        (_runEnds, _runScores, _positiveRuns, _positiveRows) = (
            [.. ends],
            [.. runScores],
            [.. positiveRuns],
            [.. positiveRows]
        );
    }

    /// <summary>Number of distinct scores.</summary>
    public int Runs => _runEnds.Length;

    /// <summary>The score that the rows of a run share.</summary>
    public double Score(int run) => _runScores[run];

    /// <summary>
    /// How many positives and negatives a run holds; empty <paramref name="counts"/> count each row once.
    /// </summary>
    public (long Positives, long Negatives) Run(int run, ReadOnlySpan<int> counts)
    {
        long positives = 0,
            negatives = 0;
        for (int i = run == 0 ? 0 : _runEnds[run - 1]; i < _runEnds[run]; i++)
        {
            int count = counts.IsEmpty ? 1 : counts[_rows[i]];
            if (_positive[i])
                positives += count;
            else
                negatives += count;
        }
        return (positives, negatives);
    }

    public (long Positives, long Negatives) Totals(ReadOnlySpan<int> counts)
    {
        long positives = 0,
            negatives = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            int count = counts.IsEmpty ? 1 : counts[_rows[i]];
            if (_positive[i])
                positives += count;
            else
                negatives += count;
        }
        return (positives, negatives);
    }

    public double? Auroc(ReadOnlySpan<int> counts = default) => Judge(counts).Auroc;

    public double? AveragePrecision(ReadOnlySpan<int> counts = default) => Judge(counts).AveragePrecision;

    /// <summary>
    /// Both areas, and the counts at the threshold. Bootstraps spend most of their time here, so the pass over all rows
    /// only adds up, and what positives and negatives ask for is asked at the runs that hold a positive. Half pairs are
    /// whole numbers: no order of adding changes a bit.
    /// </summary>
    public RankedFigures Judge(ReadOnlySpan<int> counts = default)
    {
        long[] above = ArrayPool<long>.Shared.Rent(_rows.Length + 1);
        AddUp(counts, above);
        long lostHalfPairs = 0,
            positivesAbove = 0,
            found = 0;
        double precisions = 0;
        int next = 0;
        foreach (var run in _positiveRuns)
        {
            long positives = 0,
                negativesBefore = above[run.Start] - positivesAbove;
            for (; next < run.PositivesEnd; next++)
                positives += counts.IsEmpty ? 1 : counts[_positiveRows[next]];
            positivesAbove += positives;
            lostHalfPairs += positives * (negativesBefore + above[run.End] - positivesAbove);
            if (positives > 0)
                precisions += positives * ((double)positivesAbove / above[run.End]);
            if (run.End <= _flagged)
                found = positivesAbove;
        }
        long negatives = above[_rows.Length] - positivesAbove;
        var atThreshold = new BinaryCounts(found, above[_flagged] - found, positivesAbove - found);
        ArrayPool<long>.Shared.Return(above);
        if (positivesAbove == 0)
            return new(null, null, atThreshold);
        return new(
            negatives == 0
                ? null
                : ((2 * positivesAbove * negatives) - lostHalfPairs) / (2.0 * positivesAbove * negatives),
            precisions / positivesAbove,
            atThreshold
        );
    }

    private void AddUp(ReadOnlySpan<int> counts, Span<long> above)
    {
        long sum = above[0] = 0;
        for (int i = 0; i < _rows.Length; i++)
            above[i + 1] = sum += counts.IsEmpty ? 1 : counts[_rows[i]];
    }

    public double? FprAtTpr(double truePositiveRate, ReadOnlySpan<int> counts = default)
    {
        var (allPositives, allNegatives) = Totals(counts);
        if (allPositives == 0 || allNegatives == 0)
            return null;
        long caught = 0,
            flagged = 0;
        for (int run = 0; run < Runs && (double)caught / allPositives < truePositiveRate; run++)
        {
            var (positives, negatives) = Run(run, counts);
            caught += positives;
            flagged += negatives;
        }
        return (double)flagged / allNegatives;
    }

    /// <summary>
    /// Where a run of equal scores that holds a positive lies, and where its positives end among all positives.
    /// </summary>
    private readonly record struct PositiveRun(int Start, int End, int PositivesEnd);
}

/// <summary>Figures of one ranking.</summary>
/// <param name="Auroc">Null without a positive or a negative.</param>
/// <param name="AveragePrecision">Null without a positive.</param>
/// <param name="AtThreshold">Rows flagged at the threshold against the truth.</param>
internal readonly record struct RankedFigures(double? Auroc, double? AveragePrecision, BinaryCounts AtThreshold);
