using System.Globalization;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// Whether <see cref="OutOfDomainScorers.Default"/> is still the one to take: AUROC of every score on every pair of
/// <see cref="DomainPair"/>; mean over seeds of random splits into 60 % to fit, 20 % left out and 20 % to test.
/// </summary>
public class DefaultScoreTests(ITestOutputHelper output)
{
    private const int Seeds = 3;

    // What another score would have to gain here for the choice by StrangersBenchmark to be looked at again.
    private const double WorthItsCost = 0.03;

    // Close enough to the optimum to compare scores; the optimum itself takes many times as long.
    private const double Gradient = 1e-3;

    [Trait("Speed", "Slow")]
    [Fact]
    public void Default_EveryPairOfTheSharedSets_IsBestOrNearIt()
    {
        var results = DomainPair
            .All()
            .Select(pair => (pair.Name, IsLabels: pair.Inside.Labels is not null, Auroc: Measure(pair)))
            .ToArray();
        foreach (bool labels in new[] { false, true })
        {
            var rows = results.Where(r => r.IsLabels == labels).ToArray();
            string[] scores = [.. rows[0].Auroc.Keys];
            output.WriteLine($"| domain / out of domain | {string.Join(" | ", scores)} |");
            output.WriteLine($"|---|{string.Concat(scores.Select(_ => "---|"))}");
            foreach (var row in rows)
                Write(row.Name, row.Auroc.Values);
            Write("mean", scores.Select(s => rows.Average(r => r.Auroc[s])));
            Write("least", scores.Select(s => rows.Min(r => r.Auroc[s])));
            output.WriteLine("");

            double Mean(string score) => rows.Average(r => r.Auroc[score]);
            double chosen = Mean(OutOfDomainScorers.Default);
            foreach (string score in scores)
                Assert.True(
                    chosen >= Mean(score) - WorthItsCost,
                    $"{score} is at {Mean(score)}, the default at {chosen}; labels: {labels}."
                );
        }
    }

    private static Dictionary<string, double> Measure(DomainPair pair)
    {
        var sums = new Dictionary<string, double>();
        for (int seed = 0; seed < Seeds; seed++)
        {
            var split = RandomSplit.Of(pair.Inside, seed);
            var domain = new TestDomain(pair.Inside, split.Train, Gradient);
            var (test, outside) = (domain.Input(pair.Inside.Select(split.Test).Embeddings), domain.Input(pair.Outside));
            var scores = new Dictionary<string, (double[] Test, double[] Outside)>();
            var head = pair.Inside.Classes is null ? ScoreHead.Labels : ScoreHead.Softmax;
            foreach (string name in OutOfDomainScorers.Names)
            {
                var scorer = OutOfDomainScorers.Create(name);
                if (scorer.Head != head && scorer.Head != ScoreHead.Embedding)
                    continue;
                scorer.Fit(domain.Training, TestContext.Current.CancellationToken);
                double[] Of(ScorerInput input) => scorer.Score(input, TestContext.Current.CancellationToken);
                scores[name] = (Of(test), Of(outside));
            }
            foreach (var (name, score) in scores)
                sums[name] = sums.GetValueOrDefault(name) + Separation.Auroc(score.Test, score.Outside) / Seeds;
        }
        return sums;
    }

    private void Write(string name, IEnumerable<double> values) =>
        output.WriteLine(
            $"| {name} | {string.Join(" | ", values.Select(v => v.ToString("0.000", CultureInfo.InvariantCulture)))} |"
        );
}
