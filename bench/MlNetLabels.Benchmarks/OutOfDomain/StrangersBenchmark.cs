using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary>
/// Which score tells strangers. The protocol, written before it was first run: the pairs are those of
/// <see cref="StrangerSets"/>; each seed divides the set into 80 % to fit and 20 % to test, stratified, groups whole;
/// lambda, heads and scores come from the 80 % alone, and what is added is added by the standard deviations of
/// <see cref="ScorerTraining.InnerFolds"/>. A pair's figures are means over seeds: AUROC of the strangers against the
/// test images, and the share of strangers that pass a cut that lets 95 % of the test images pass.
/// </summary>
/// <remarks>
/// Another kind: a score replaces ViM as default where with every backbone its mean AUROC near is no lower, its least
/// AUROC far is higher, and the strangers that pass far are fewer in the mean, with a paired 95 % interval over pairs
/// below 0; of several that qualify the one that lets fewest pass far, mean over backbones. A new class: of the sums of
/// the deciding score and one head's score, the one of the highest mean AUROC near, mean over backbones, for classes and
/// for label sets each; for label sets, where neither of two head scores helped, label-entropy was looked at afterwards,
/// which flatters it. Pairs share sets and are not independent, so intervals are narrower than for new sets.
/// </remarks>
internal static class StrangersBenchmark
{
    private static readonly string[] s_softmax = ["max-probability", "max-logit", "energy", "generalized-entropy"],
        s_labels = ["max-label-probability", "joint-energy", "label-entropy"];

    private static readonly string[] s_alone = ["vim", "mahalanobis", "mahalanobis++", "knn", "knn-raw", "residual"];

    /// <summary>A score, or a sum of scores by their spread.</summary>
    private sealed record Candidate(string Name, params string[] Members);

    /// <summary>What one candidate makes of one pair with one seed.</summary>
    internal sealed record Figure(string Pair, bool IsNear, bool IsLabels, string Score, double Auroc, double Passed);

    public static IEnumerable<Figure> Measure(StrangerSets sets, int seed)
    {
        var data = sets.Inside;
        int[] all = [.. Enumerable.Range(0, data.Dataset.Rows.Count)];
        int[] fold = Folds.Stratified(
            Strata.Of(data.Dataset.Truth(all)),
            RowGroups.Assign(data.Dataset, data.Contents, all),
            5,
            seed
        );
        int[] fit = [.. all.Where(i => fold[i] != 0)],
            test = [.. all.Where(i => fold[i] == 0)];
        var options = new HeadOptions { Seed = seed };
        var features = FeatureRows.Fit(data.Embeddings, fit);
        int[] folds = CrossFold.Assign(data, fit, options)!;
        var fitting = new HeadFitting(options, ModelTrainer.BuiltInHeads, folds);
        var heads = fitting.Fit(data, fit, features, default);
        var training = new ScorerRows(data, ModelTrainer.BuiltInHeads, options).Training(fit, heads, features);
        var inner = training.InnerFolds!(default);

        bool isLabels = data.Dataset.Kind == TargetKind.LabelSets;
        string[] doubts = isLabels ? s_labels : [.. s_softmax, .. s_labels];
        Dictionary<string, double> spread = [];
        Dictionary<string, double[]> inside = [];
        Dictionary<string, double[]>[] outside = [.. sets.Strangers.Select(_ => new Dictionary<string, double[]>())];
        foreach (string name in s_alone.Concat(doubts))
        {
            var look = Look(name);
            spread[name] = Spreads.Of([(name, look)], training with { InnerFolds = _ => inner }, default)![0];
            var scorer = OutOfDomainScorers.Create(name);
            scorer.Fit(training);
            inside[name] = [.. scorer.Score(heads.Read(features.Others(test))).Select(look)];
            foreach (var (k, (_, _, images)) in sets.Strangers.Index())
                outside[k][name] =
                [
                    .. scorer
                        .Score(
                            heads.Read(
                                new FeatureRows(
                                    images,
                                    Enumerable.Range(0, images.Rows).ToArray(),
                                    features.Standardizer
                                )
                            )
                        )
                        .Select(look),
                ];
        }
        foreach (var (k, (stranger, isNear, _)) in sets.Strangers.Index())
        foreach (var candidate in Candidates(doubts))
        {
            double[] Sum(Dictionary<string, double[]> scores) =>
                [
                    .. Enumerable
                        .Range(0, scores["vim"].Length)
                        .Select(i => candidate.Members.Sum(m => scores[m][i] / spread[m])),
                ];
            var separation = Separation.Measure(Sum(inside), Sum(outside[k]));
            yield return new Figure(
                $"{sets.Name} / {stranger}",
                isNear,
                isLabels,
                candidate.Name,
                separation.Auroc!.Value,
                separation.Fpr95InPositive!.Value
            );
        }
    }

    private static IEnumerable<Candidate> Candidates(string[] doubts) =>
        [
            .. s_alone.Concat(doubts).Select(name => new Candidate(name, name)),
            .. s_kinds,
            .. s_kinds
                .Prepend(new Candidate("vim", "vim"))
                .SelectMany(kind =>
                    doubts.Select(doubt => new Candidate($"{kind.Name} + {doubt}", [.. kind.Members, doubt]))
                ),
        ];

    private static readonly Candidate[] s_kinds =
    [
        new("agreement", "vim", "mahalanobis++"),
        new("vim + mahalanobis + mahalanobis++", "vim", "mahalanobis", "mahalanobis++"),
        new("vim + knn-raw", "vim", "knn-raw"),
    ];

    private static Func<double, double> Look(string name) =>
        name.StartsWith("mahalanobis", StringComparison.Ordinal) ? AgreementScorer.Log : s => s;
}
