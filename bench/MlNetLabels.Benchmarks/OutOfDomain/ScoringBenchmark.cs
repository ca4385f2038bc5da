using System.Diagnostics;
using MlNetLabels.Backbones;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary>Times in seconds for one image; the least of all repeats.</summary>
internal sealed record ScoringResult(double Embedding, string Default, IReadOnlyDictionary<string, double> Scores);

/// <summary>Every score of one image beside its embedding.</summary>
internal static class ScoringBenchmark
{
    private const int Classes = 20,
        ImagesARepeat = 50;

    public static ScoringResult Run(int rows, int repeats, string backboneName)
    {
        using var backbone = Backbone.Load(backboneName);
        var (embeddings, classes) = new Mixture(rows, backbone.Dimension, Classes).Draw();
        var features = FeatureRows.Fit(embeddings, Enumerable.Range(0, rows).ToArray());
        var options = new HeadOptions { L2 = 0.01, Tolerance = 1e-3 };
        var (softmax, labels) = (
            new SoftmaxTrainer(options).Fit(features, classes, Classes).Layer,
            new LabelTrainer(options)
                .Fit(
                    features,
                    LabelMatrix.FromClasses(classes, Classes),
                    [.. Enumerable.Range(0, Classes).Select(k => $"{k}")]
                )
                .Layer
        );
        var standardised = features.Standardizer.Apply(embeddings);
        var input = new ScorerInput
        {
            Embeddings = standardised,
            SoftmaxLogits = softmax.Logits(standardised),
            LabelLogits = labels.Logits(standardised),
        };
        IOutOfDomainScorer[] scorers = [.. OutOfDomainScorers.Names.Select(OutOfDomainScorers.Create)];
        foreach (var scorer in scorers)
            scorer.Fit(new ScorerTraining { Input = input, Classes = classes });

        var (tensor, embedding) = (new float[backbone.Card.Preprocessing.TensorLength], new float[backbone.Dimension]);
        double embed = double.PositiveInfinity;
        var scores = scorers.ToDictionary(s => s.Name, _ => double.PositiveInfinity);
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            embed = Math.Min(embed, Each(_ => backbone.Embed(tensor, 1, embedding)));
            foreach (var scorer in scorers)
                scores[scorer.Name] = Math.Min(scores[scorer.Name], Each(i => scorer.Score(input[i % rows])));
        }
        return new ScoringResult(embed, OutOfDomainScorers.Default, scores);
    }

    private static double Each(Action<int> work)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < ImagesARepeat; i++)
            work(i);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / ImagesARepeat;
    }
}
