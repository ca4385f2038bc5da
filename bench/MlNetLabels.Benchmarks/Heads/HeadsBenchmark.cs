using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>
/// Measures one mixture. Parts take turns in every repeat and the least time of each counts, so that a busy machine
/// disturbs all alike.
/// </summary>
internal sealed class HeadsBenchmark(Mixture mixture, int threads, int repeats, bool withPath)
{
    // A usual penalty for embeddings; the fits stop where the gradient proves the optimum.
    private const double L2 = 0.01;

    public HeadsResult Run()
    {
        var (embeddings, classes) = mixture.Draw();
        var features = FeatureRows.Fit(embeddings, Enumerable.Range(0, mixture.Rows).ToArray());
        var truth = LabelMatrix.FromClasses(classes, mixture.Classes);
        string[] names = [.. Enumerable.Range(0, mixture.Classes).Select(k => $"class {k}")];
        HeadFit Softmax(int n) => new SoftmaxTrainer(Options(n)).Fit(features, classes, mixture.Classes);
        HeadFit Labels(int n) => new LabelTrainer(Options(n)).Fit(features, truth, names);

        var (softmax, labels) = (Softmax(1), Labels(1));
        bool sameBits = Same(softmax, Softmax(2)) && Same(labels, Labels(2));
        var products = new MatrixProducts(embeddings, mixture.Classes, threads);
        double[] least = Least(
            () =>
            {
                for (int i = 0; i < softmax.Evaluations; i++)
                    products.Pass();
            },
            () => Softmax(threads),
            () => Labels(threads),
            () => softmax.Layer.Logits(embeddings)
        );
        double bytes = 4.0 * mixture.Rows * mixture.Dimension;
        return new HeadsResult
        {
            Mixture = mixture,
            SoftmaxEvaluations = softmax.Evaluations,
            LabelEvaluations = labels.Evaluations,
            Products = least[0],
            ProductGigaflops = products.Flops * softmax.Evaluations / least[0] / 1e9,
            PeakGigaflops = Enumerable.Range(0, repeats).Max(_ => PeakRate.Gigaflops(threads)),
            SoftmaxFit = least[1],
            LabelFit = least[2],
            PredictionsPerSecond = mixture.Rows / least[3],
            SoftmaxMemory = PeakMemory.Of(() => Softmax(threads)) / bytes,
            LabelMemory = PeakMemory.Of(() => Labels(threads)) / bytes,
            SoftmaxPath = withPath
                ? Seconds(() =>
                    new SoftmaxTrainer(new HeadOptions { Threads = threads }).Fit(features, classes, mixture.Classes)
                )
                : null,
            SameBits = sameBits,
        };
    }

    private static HeadOptions Options(int threads) => new() { L2 = L2, Threads = threads };

    private double[] Least(params Action[] parts)
    {
        var least = new double[parts.Length];
        least.AsSpan().Fill(double.PositiveInfinity);
        for (int repeat = 0; repeat < repeats; repeat++)
        for (int part = 0; part < parts.Length; part++)
            least[part] = Math.Min(least[part], Seconds(parts[part]));
        return least;
    }

    private static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private static bool Same(HeadFit first, HeadFit second) =>
        first.Layer.Weights.Span.SequenceEqual(second.Layer.Weights.Span)
        && first.Layer.Bias.AsSpan().SequenceEqual(second.Layer.Bias)
        && first.Objectives.SequenceEqual(second.Objectives);
}
