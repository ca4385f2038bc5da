using System.Globalization;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// The measurement behind <see cref="OutOfDomainScorers.Default"/>: AUROC of every score, and of agreements between
/// embedding scores, on every pair of <see cref="DomainPair"/>; mean over seeds of random splits 60:20:20. The split's
/// validation part serves only the agreements, as the scale on which they compare scores.
/// </summary>
public class DefaultScoreTests(ITestOutputHelper output)
{
    private const int Seeds = 3;

    // What an agreement would have to gain to be worth a second and third score, kept and computed for each image.
    private const double WorthItsCost = 0.03;

    // Close enough to the optimum to compare scores; the optimum itself takes many times as long.
    private const double Gradient = 1e-3;

    private static readonly string[][] s_agreements =
    [
        ["mahalanobis", "vim"],
        ["mahalanobis", "knn", "vim"],
    ];

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
            foreach (string score in scores.Where(s => OutOfDomainScorers.Names.Contains(s)))
                Assert.True(
                    chosen >= Mean(score),
                    $"{score} is at {Mean(score)}, the default at {chosen}; labels: {labels}."
                );
            foreach (string agreement in scores.Except(OutOfDomainScorers.Names))
                Assert.True(
                    chosen >= Mean(agreement) - WorthItsCost,
                    $"{agreement} is at {Mean(agreement)}, the default at {chosen}: worth its cost by now?"
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
            var (validation, test, outside) = (
                domain.Input(pair.Inside.Select(split.Validation).Embeddings),
                domain.Input(pair.Inside.Select(split.Test).Embeddings),
                domain.Input(pair.Outside)
            );
            var scores = new Dictionary<string, (double[] Validation, double[] Test, double[] Outside)>();
            var head = pair.Inside.Classes is null ? ScoreHead.Labels : ScoreHead.Softmax;
            foreach (string name in OutOfDomainScorers.Names)
            {
                var scorer = OutOfDomainScorers.Create(name);
                if (scorer.Head != head && scorer.Head != ScoreHead.Embedding)
                    continue;
                scorer.Fit(domain.Training, TestContext.Current.CancellationToken);
                double[] Of(ScorerInput input) => scorer.Score(input, TestContext.Current.CancellationToken);
                scores[name] = (Of(validation), Of(test), Of(outside));
            }
            foreach (string[] members in s_agreements)
            {
                double[] Deviation(Func<string, double[]> part) =>
                    [
                        .. Enumerable
                            .Range(0, part(members[0]).Length)
                            .Select(i =>
                                members.Sum(m =>
                                    (part(m)[i] - scores[m].Validation.Average()) / Spread(scores[m].Validation)
                                )
                            ),
                    ];
                double[] Fisher(Func<string, double[]> part) =>
                    [
                        .. Enumerable
                            .Range(0, part(members[0]).Length)
                            .Select(i =>
                                -members.Sum(m => Math.Log(ConformalCut.Fit(scores[m].Validation).PValue(part(m)[i])))
                            ),
                    ];
                foreach (
                    var (name, combine) in new (string, Func<Func<string, double[]>, double[]>)[]
                    {
                        ("mean z", Deviation),
                        ("Fisher", Fisher),
                    }
                )
                    scores[$"{name} of {string.Join(", ", members)}"] = (
                        [],
                        combine(m => scores[m].Test),
                        combine(m => scores[m].Outside)
                    );
            }
            foreach (var (name, score) in scores)
                sums[name] = sums.GetValueOrDefault(name) + Separation.Auroc(score.Test, score.Outside) / Seeds;
        }
        return sums;
    }

    private static double Spread(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private void Write(string name, IEnumerable<double> values) =>
        output.WriteLine(
            $"| {name} | {string.Join(" | ", values.Select(v => v.ToString("0.000", CultureInfo.InvariantCulture)))} |"
        );
}
