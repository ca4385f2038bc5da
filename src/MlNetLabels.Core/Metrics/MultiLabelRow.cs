using MlNetLabels.Data;

namespace MlNetLabels.Metrics;

/// <summary>
/// What one image's known labels say by themselves. Ranks are among the known labels only; labels of equal probability
/// share the worst rank of their run, as in scikit-learn. An image without a known label has NaN everywhere and no
/// cell, so that every mean leaves it out.
/// </summary>
internal readonly struct MultiLabelRow
{
    private MultiLabelRow(
        int cells,
        int wrong,
        int clipped,
        double f1,
        double losses,
        double squares,
        double lrap,
        double rankingLoss,
        double coverage
    ) =>
        (Cells, Wrong, Clipped, F1, Losses, Squares, Lrap, RankingLoss, Coverage) = (
            cells,
            wrong,
            clipped,
            f1,
            losses,
            squares,
            lrap,
            rankingLoss,
            coverage
        );

    public int Cells { get; }

    public int Wrong { get; }

    public int Clipped { get; }

    /// <summary>1 where no label is present and none predicted.</summary>
    public double F1 { get; }

    public double Losses { get; }

    public double Squares { get; }

    /// <summary>1 where all known labels are present or none is: nothing can be out of order.</summary>
    public double Lrap { get; }

    /// <summary>0 where all known labels are present or none is.</summary>
    public double RankingLoss { get; }

    /// <summary>0 where no label is present.</summary>
    public double Coverage { get; }

    public static MultiLabelRow Judge(MultiLabelPredictions predictions, int row)
    {
        var truth = predictions.Truth(row);
        var probabilities = predictions.Probabilities(row);
        int cells = 0,
            wrong = 0,
            clipped = 0,
            present = 0,
            predicted = 0,
            right = 0;
        double losses = 0,
            squares = 0;
        for (int k = 0; k < truth.Length; k++)
        {
            if (truth[k] == LabelState.Unknown)
                continue;
            bool isPresent = truth[k] == LabelState.Present,
                isPredicted = predictions.IsPredicted(row, k);
            double ofTruth = isPresent ? probabilities[k] : 1 - probabilities[k];
            cells++;
            if (isPresent)
                present++;
            if (isPredicted)
                predicted++;
            if (isPresent && isPredicted)
                right++;
            if (isPresent != isPredicted)
                wrong++;
            if (LogLoss.IsClipped(ofTruth))
                clipped++;
            losses += LogLoss.FromProbability(ofTruth);
            squares += (1 - ofTruth) * (1 - ofTruth);
        }
        if (cells == 0)
            return new(0, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        double f1 = present + predicted == 0 ? 1 : 2.0 * right / (present + predicted);
        var (lrap, rankingLoss, coverage) = Rank(truth, probabilities, present, cells - present);
        return new(cells, wrong, clipped, f1, losses, squares, lrap, rankingLoss, coverage);
    }

    private static (double Lrap, double RankingLoss, double Coverage) Rank(
        ReadOnlySpan<LabelState> truth,
        ReadOnlySpan<double> probabilities,
        int present,
        int absent
    )
    {
        if (present == 0)
            return (1, 0, 0);
        double[] sorted = new double[present + absent];
        bool[] isPresent = new bool[sorted.Length];
        for (int k = 0, at = 0; k < truth.Length; k++)
        {
            if (truth[k] == LabelState.Unknown)
                continue;
            (sorted[at], isPresent[at++]) = (-probabilities[k], truth[k] == LabelState.Present);
        }
        Array.Sort(sorted, isPresent);
        double precisions = 0;
        long swapped = 0;
        int presentAbove = 0,
            coverage = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            int inRun = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
                if (isPresent[end])
                    inRun++;
            presentAbove += inRun;
            precisions += inRun * ((double)presentAbove / end);
            swapped += (long)inRun * (end - presentAbove);
            if (inRun > 0)
                coverage = end;
        }
        return (precisions / present, absent == 0 ? 0 : (double)swapped / present / absent, coverage);
    }
}
