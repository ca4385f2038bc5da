using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Building;

/// <summary>What the labels of the test images look like, true and predicted.</summary>
internal static class LabelsBuilder
{
    // A page draws no finer, and 500 labels stay small.
    private const int Decimals = 4;

    public static IReadOnlyList<PrecisionRecallCurve> PrecisionRecall(ReportInput input)
    {
        var truth = input.Evaluation.Test.Labels!;
        var probabilities = input.Evaluation.Outputs.LabelProbabilities!;
        return [.. input.Model.Description.Labels!.Names.Select((label, k) => Curve(label, k, truth, probabilities))];
    }

    public static LabelSetsReport Sets(ReportInput input)
    {
        var truth = input.Evaluation.Test.Labels!;
        var probabilities = input.Evaluation.Outputs.LabelProbabilities!;
        var heads = input.Model.Description.Labels!;
        int[] rows = [.. Enumerable.Range(0, truth.Rows).Where(i => !truth.Row(i).Contains(LabelState.Unknown))];
        int[][] given = [.. rows.Select(i => Indices(truth.Labels, k => truth[i, k] == LabelState.Present))];
        int[][] predicted =
        [
            .. rows.Select(i => Indices(truth.Labels, k => probabilities[i, k] >= heads.Thresholds[k].Threshold)),
        ];
        int most = given.Concat(predicted).Select(x => x.Length).DefaultIfEmpty(0).Max();
        int[] shown =
        [
            .. Enumerable
                .Range(0, truth.Labels)
                .OrderByDescending(k => given.Count(x => x.Contains(k)))
                .Take(ReportLimits.CoOccurrenceLabels)
                .Order(),
        ];
        return new LabelSetsReport
        {
            Images = rows.Length,
            LeftOut = truth.Rows - rows.Length,
            LabelsPerImageTrue = Histogram(given, most),
            LabelsPerImagePredicted = Histogram(predicted, most),
            Labels = [.. shown.Select(k => heads.Names[k])],
            CoOccurrenceTrue = CoOccurrence(given, shown),
            CoOccurrencePredicted = CoOccurrence(predicted, shown),
        };
    }

    private static PrecisionRecallCurve Curve(string label, int k, LabelMatrix truth, Matrix probabilities)
    {
        int[] known = [.. Enumerable.Range(0, truth.Rows).Where(i => truth[i, k] != LabelState.Unknown)];
        double[] scores = [.. known.Select(i => (double)probabilities[i, k])];
        bool[] present = [.. known.Select(i => truth[i, k] == LabelState.Present)];
        var points = CurveThinning.Even(
            Ranking.PrecisionRecallCurve(scores, present),
            ReportLimits.PrecisionRecallPoints
        );
        return new(
            label,
            present.Count(x => x),
            Ranking.AveragePrecision(scores, present),
            [.. points.Select(p => Math.Round(p.Recall, Decimals))],
            [.. points.Select(p => Math.Round(p.Precision, Decimals))]
        );
    }

    private static int[] Histogram(int[][] sets, int most)
    {
        var counts = new int[most + 1];
        foreach (int[] set in sets)
            counts[set.Length]++;
        return counts;
    }

    private static int[][] CoOccurrence(int[][] sets, int[] labels)
    {
        int[][] counts = [.. labels.Select(_ => new int[labels.Length])];
        foreach (int[] set in sets)
        {
            int[] places = [.. set.Select(k => Array.BinarySearch(labels, k)).Where(p => p >= 0)];
            foreach (int a in places)
            foreach (int b in places)
                counts[a][b]++;
        }
        return counts;
    }

    private static int[] Indices(int count, Func<int, bool> isIn) => [.. Enumerable.Range(0, count).Where(isIn)];
}
