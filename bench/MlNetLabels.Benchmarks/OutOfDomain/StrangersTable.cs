using static MlNetLabels.Benchmarks.OutOfDomain.StrangersBenchmark;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary>The figures of one backbone as a table, and each score held against ViM.</summary>
internal static class StrangersTable
{
    // Two-sided 95 % of a normal distribution; there are at least twelve pairs.
    private const double Sides = 1.96;

    public static void Write(TextWriter output, IReadOnlyList<Figure> figures)
    {
        var pairs = figures
            .GroupBy(f => (f.Pair, f.IsNear, f.IsLabels, f.Score))
            .Select(g => g.First() with { Auroc = g.Average(f => f.Auroc), Passed = g.Average(f => f.Passed) })
            .ToArray();
        foreach (bool isLabels in new[] { false, true })
            Part(
                output,
                isLabels ? "near, label sets" : "near, classes",
                pairs.Where(p => p.IsNear && p.IsLabels == isLabels)
            );
        Part(output, "near", pairs.Where(p => p.IsNear));
        Part(output, "far", pairs.Where(p => !p.IsNear));
    }

    private static void Part(TextWriter output, string title, IEnumerable<Figure> part)
    {
        var byScore = part.GroupBy(p => p.Score).ToDictionary(g => g.Key, g => g.ToDictionary(p => p.Pair));
        var vim = byScore["vim"];
        output.WriteLine($"{title}, {vim.Count} pairs");
        foreach (var (score, pairs) in byScore.Where(s => s.Value.Count == vim.Count))
        {
            double[] auroc = [.. pairs.Select(p => p.Value.Auroc - vim[p.Key].Auroc)],
                passed = [.. pairs.Select(p => p.Value.Passed - vim[p.Key].Passed)];
            output.WriteLine(
                FormattableString.Invariant(
                    $"  {score, -42} AUROC {pairs.Values.Average(p => p.Auroc):f3} (least {pairs.Values.Min(p => p.Auroc):f3}, "
                )
                    + FormattableString.Invariant(
                        $"to ViM {Paired(auroc)})   passed {pairs.Values.Average(p => p.Passed):f3} (to ViM {Paired(passed)})"
                    )
            );
        }
    }

    private static string Paired(double[] differences)
    {
        double mean = differences.Average(),
            error = Math.Sqrt(
                differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1) / differences.Length
            );
        return FormattableString.Invariant($"{mean:+0.000;-0.000} +- {Sides * error:f3}");
    }
}
