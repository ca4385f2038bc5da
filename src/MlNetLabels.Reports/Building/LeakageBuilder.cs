using MlNetLabels.Data;
using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Building;

/// <summary>What test images that have a copy among the images the model learned from do to the figures.</summary>
internal sealed class LeakageBuilder(ReportInput input, Split?[] uses)
{
    /// <summary>Null where no test image has a copy there.</summary>
    /// <param name="links">Pairs of rows that show the same.</param>
    public LeakageReport? Build(IEnumerable<(int A, int B)> links)
    {
        var data = input.Data;
        var leakedRows = links
            .SelectMany(x => new[] { (Test: x.A, Other: x.B), (Test: x.B, Other: x.A) })
            .Where(x => uses[x.Test] == Split.Test && uses[x.Other] is Split.Train or Split.Validation)
            .Select(x => (data.Contents[x.Test], data.Dataset.Rows[x.Test].File))
            .ToHashSet();
        if (leakedRows.Count == 0)
            return null;
        var test = input.Evaluation.Test.Data;
        int[] all = [.. Enumerable.Range(0, test.Dataset.Rows.Count)];
        int[] leaked = [.. all.Where(i => leakedRows.Contains((test.Contents[i], test.Dataset.Rows[i].File)))];
        int[] clean = [.. all.Except(leaked)];
        return new(all.Length, leaked.Length, [.. Softmax(all, clean, leaked), .. Labels(all, clean, leaked)]);
    }

    private IEnumerable<LeakageEffect> Softmax(int[] all, int[] clean, int[] leaked)
    {
        if (input.Evaluation.Test.Classes is not { } truth)
            yield break;
        MulticlassMetrics Judge(int[] rows) =>
            new MulticlassPredictions(
                Array.ConvertAll(rows, i => truth[i]),
                input.Evaluation.Outputs.ClassProbabilities!.Select(rows),
                input.Model.Description.Softmax!.Classes
            ).Evaluate();
        var (whole, without, only) = (Judge(all), Judge(clean), Judge(leaked));
        yield return new(HeadNames.Softmax, "accuracy", whole.Accuracy, without.Accuracy, only.Accuracy);
        yield return new(HeadNames.Softmax, "logLoss", whole.LogLoss, without.LogLoss, only.LogLoss);
    }

    private IEnumerable<LeakageEffect> Labels(int[] all, int[] clean, int[] leaked)
    {
        if (input.Evaluation.Test.Labels is not { } truth)
            yield break;
        var heads = input.Model.Description.Labels!;
        MultiLabelMetrics Judge(int[] rows) =>
            new MultiLabelPredictions(
                truth.Select(rows),
                input.Evaluation.Outputs.LabelProbabilities!.Select(rows),
                [.. heads.Thresholds.Select(t => t.Threshold)],
                heads.Names
            ).Evaluate();
        var (whole, without, only) = (Judge(all), Judge(clean), Judge(leaked));
        yield return new(HeadNames.Labels, "microF1", whole.MicroF1, without.MicroF1, only.MicroF1);
        yield return new(HeadNames.Labels, "mapMacro", whole.MapMacro, without.MapMacro, only.MapMacro);
    }
}
