using System.Globalization;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// Whether the cut keeps its promise on in-domain images that neither training nor validation has seen.
/// </summary>
public class CoverageTests(ITestOutputHelper output)
{
    private const int Seeds = 20;

    // The cut is right for any heads; solving them to the end would only cost time.
    private const double Gradient = 1e-2;

    // Each seed leaves its 95 % interval with a chance of at most 5 %: more than four of twenty happen once in 390.
    private const int MostOutside = 4;

    /// <summary>
    /// Of n validation and m test rows in random order, the number accepted is beta-binomial (m; r, n + 1 - r) with r
    /// the rank of the cut: the cut itself is random with validation, so the binomial interval around 1 - alpha would
    /// be too narrow. Rows in random order are exchangeable also where they are near-duplicates; only the promise to
    /// new groups needs more.
    /// </summary>
    [Trait("Speed", "Slow")]
    [Theory]
    [InlineData("prints")]
    [InlineData("flowers")]
    [InlineData("aquarium")]
    public void Cut_RandomSplits_AcceptsWithinTheIntervalOfThePromise(string name)
    {
        var set = Load(name);
        int outside = 0;
        var coverage = new List<double>();
        for (int seed = 0; seed < Seeds; seed++)
        {
            var (validation, test, _) = Scores(set, seed, byGroup: false);
            var cut = ConformalCut.Fit(validation);
            int accepted = test.Count(cut.Accepts),
                rank = validation.Count(s => s <= cut.Cut);
            coverage.Add((double)accepted / test.Length);
            var (low, high) = BetaBinomial.Interval95(test.Length, rank, validation.Length + 1 - rank);
            if (accepted < low || accepted > high)
                outside++;
        }

        Write(name, "rows, split by rows", coverage);
        output.WriteLine($"{outside} of {Seeds} outside their interval");
        Assert.InRange(outside, 0, MostOutside);
    }

    /// <summary>
    /// Near-duplicates in one tank, one style in one book: only the cut that counts groups keeps its promise to new
    /// groups.
    /// </summary>
    [Trait("Speed", "Slow")]
    [Theory]
    [InlineData("prints", 0.35)]
    [InlineData("aquarium", 0.1)]
    public void Cut_SplitsByGroup_AcceptsThePromisedShareOfNewGroups(string name, double alpha)
    {
        var set = Load(name);
        List<double> byGroup = [],
            byRow = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var (validation, test, split) = Scores(set, seed, byGroup: true);
            int[] groups = [.. split.Validation.Select(i => set.Groups[i])],
                testGroups = [.. split.Test.Select(i => set.Groups[i])];
            // The promise is to a row of a new group, so each test group counts once as well.
            double Coverage(ConformalCut cut) =>
                testGroups
                    .Distinct()
                    .Average(g => cut.EmpiricalCoverage([.. test.Where((_, i) => testGroups[i] == g)])!.Value);
            byGroup.Add(Coverage(ConformalCut.Fit(validation, alpha, groups)));
            byRow.Add(Coverage(ConformalCut.Fit(validation, alpha)));
        }

        Write(name, $"groups, alpha {alpha}, split by groups", byGroup);
        Write(name, $"rows, alpha {alpha}, split by groups", byRow);
        double error = Math.Sqrt(byGroup.Average(c => Math.Pow(c - byGroup.Average(), 2)) / Seeds);
        // Two standard errors of the mean over seeds.
        Assert.True(byGroup.Average() >= 1 - alpha - 2 * error, $"{byGroup.Average()} of new groups accepted.");
    }

    private static TestSet Load(string name) =>
        name switch
        {
            "prints" => TestSet.Prints(),
            "flowers" => TestSet.Flowers(),
            _ => TestSet.Aquarium(),
        };

    private static (double[] Validation, double[] Test, RandomSplit Split) Scores(TestSet set, int seed, bool byGroup)
    {
        var split = RandomSplit.Of(set, seed, byGroup);
        var domain = new TestDomain(set, split.Train, Gradient);
        var scorer = domain.Fit(OutOfDomainScorers.Default);
        return (
            domain.Score(scorer, set.Select(split.Validation).Embeddings),
            domain.Score(scorer, set.Select(split.Test).Embeddings),
            split
        );
    }

    private void Write(string name, string kind, List<double> coverage) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {kind}: mean acceptance {coverage.Average():0.000}, least {coverage.Min():0.000}, most {coverage.Max():0.000}"
            )
        );
}
