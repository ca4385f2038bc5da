using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Monitoring;

/// <summary>How often the true figure of a window lies in the interval of the expected one.</summary>
internal static class EstimateCoverage
{
    // Seeds that nothing else was looked at with.
    private const int FirstSeed = 1001;

    // Of a model whose probabilities were never off: the interval that they give alone.
    private static readonly EstimateGap s_never = new(int.MaxValue, int.MaxValue, 0, 0, 0);

    /// <summary>Writes a line for accuracy and one for F1.</summary>
    public static void Write(TextWriter output, MonitorSet set, int windows)
    {
        List<Trial> accuracy = [],
            f1 = [];
        for (int seed = FirstSeed; seed < FirstSeed + windows; seed++)
        {
            var (model, heldOut) = set.Train(seed);
            int[] answered = Answered(model, set.Inside, heldOut, out var predictions);
            if (answered.Length == 0)
                continue;
            if (model.Manifest.Softmax is { } softmax)
                accuracy.Add(Accuracy(softmax, set.Inside.Dataset, answered, predictions));
            if (model.Manifest.Labels is { } labels)
                f1.Add(F1(labels, set.Inside.Dataset, answered, predictions));
        }
        int trained = set.Inside.Dataset.Rows.Count - set.WindowSize;
        Write(output, $"{set.Name}, {trained} trained on, windows of {set.WindowSize}, accuracy", accuracy);
        Write(output, $"{set.Name}, {trained} trained on, windows of {set.WindowSize}, F1", f1);
    }

    private static int[] Answered(Model model, EmbeddedDataset data, int[] heldOut, out Prediction[] predictions)
    {
        Matrix images = data.Embeddings.Select(heldOut);
        var all = model.Predict(images);
        int[] answered = [.. Enumerable.Range(0, heldOut.Length).Where(i => all[i].Verdict != Verdict.Rejected)];
        predictions = [.. answered.Select(i => all[i])];
        return heldOut.At(answered);
    }

    private static Trial Accuracy(SoftmaxManifest head, ImageDataset data, int[] rows, Prediction[] predictions)
    {
        var expected = new ExpectedAccuracy();
        foreach (var prediction in predictions)
            expected.Add(prediction.Classes!.Max(c => c.Probability));
        int[] truth = data.Classes(rows);
        double right = predictions.Index().Average(x => x.Item.Class == data.LabelNames[truth[x.Index]] ? 1.0 : 0);
        return new(right, expected.Estimate(head.Gap, null)!, expected.Estimate(s_never, null)!);
    }

    private static Trial F1(LabelsManifest heads, ImageDataset data, int[] rows, Prediction[] predictions)
    {
        var expected = new ExpectedF1();
        double right = 0,
            all = 0;
        foreach (var (i, prediction) in predictions.Index())
        {
            expected.Add(prediction.Labels!);
            foreach (var label in prediction.Labels!)
            {
                int k = data.LabelNames.ToList().IndexOf(label.Name);
                bool isThere = data.Rows[rows[i]].Labels[k] == LabelState.Present;
                right += isThere && label.Applies ? 2 : 0;
                all += (isThere ? 1 : 0) + (label.Applies ? 1 : 0);
            }
        }
        return new(right / all, expected.Estimate(heads.Gap, null)!, expected.Estimate(s_never, null)!);
    }

    private static void Write(TextWriter output, string what, List<Trial> trials)
    {
        if (trials.Count == 0)
            return;
        int held = trials.Count(t => t.IsIn(t.Expected));
        var (low, high) = BinomialInterval.Of(held, trials.Count);
        output.WriteLine(
            FormattableString.Invariant($"{what}: held in {held} of {trials.Count}, {(double)held / trials.Count:p1}, ")
                + FormattableString.Invariant($"95 % interval {low:p1} to {high:p1}{(high < 0.95 ? ": BROKEN" : "")}; ")
                + FormattableString.Invariant($"true below {trials.Count(t => t.True < t.Expected.Low)}, above ")
                + FormattableString.Invariant($"{trials.Count(t => t.True > t.Expected.High)}; expected ")
                + FormattableString.Invariant($"{trials.Average(t => t.Expected.Value):f3}, by probabilities alone ")
                + FormattableString.Invariant(
                    $"{trials.Average(t => t.Alone.Value):f3}, true {trials.Average(t => t.True):f3}; "
                )
                + FormattableString.Invariant($"width {trials.Average(t => t.Expected.High - t.Expected.Low):f3}; ")
                + FormattableString.Invariant(
                    $"by probabilities alone held in {trials.Average(t => t.IsIn(t.Alone) ? 1.0 : 0):p1}, "
                )
                + FormattableString.Invariant($"width {trials.Average(t => t.Alone.High - t.Alone.Low):f3}")
        );
    }

    private sealed record Trial(double True, WindowEstimate Expected, WindowEstimate Alone)
    {
        public bool IsIn(WindowEstimate estimate) => True >= estimate.Low && True <= estimate.High;
    }
}
