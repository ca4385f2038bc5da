using System.Globalization;
using MlNetLabels.Metrics;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>What the trial says, as Markdown.</summary>
internal static class SuggestTable
{
    private const double Chance = 0.05;

    private static readonly int[] s_choosing = [20, 50];

    /// <summary>Means on validation images; the last column decides.</summary>
    public static void WriteChoice(TextWriter output, IReadOnlyList<SuggestSet> sets, List<SuggestFigure> figures)
    {
        output.WriteLine($"| strategy | {string.Join(" | ", sets.Select(x => x.Name))} | mean |");
        output.WriteLine($"|---|{string.Concat(sets.Select(_ => "---|"))}---|");
        foreach (var strategy in LabellingStrategy.Candidates)
        {
            double[] means =
            [
                .. sets.Select(set => s_choosing.Average(b => Values(figures, set, strategy, b).Average())),
            ];
            output.WriteLine(
                $"| {strategy.Name} | {string.Join(" | ", means.Select(Text))} | {Invariant(means.Average(), "0.0000")} |"
            );
        }
    }

    public static void WriteCheck(TextWriter output, IReadOnlyList<SuggestSet> sets, List<SuggestFigure> figures)
    {
        var others = LabellingStrategy.Compared.Skip(1).ToArray();
        output.WriteLine($"| set, labels | random | {string.Join(" | ", others.Select(x => x.Name))} |");
        output.WriteLine($"|---|---|{string.Concat(others.Select(_ => "---|"))}");
        foreach (var (set, budget) in Cells(sets, figures))
            output.WriteLine(
                $"| {set.Name}, {budget} | "
                    + string.Join(
                        " | ",
                        LabellingStrategy.Compared.Select(x => Text(Values(figures, set, x, budget).Average()))
                    )
                    + " |"
            );
        foreach (var strategy in others)
            WriteAgainstChance(output, sets, figures, strategy);
    }

    private static void WriteAgainstChance(
        TextWriter output,
        IReadOnlyList<SuggestSet> sets,
        List<SuggestFigure> figures,
        LabellingStrategy strategy
    )
    {
        var cells = Cells(sets, figures).ToArray();
        PairedDifference[] differences =
        [
            .. cells.Select(x =>
                PairedDifference.Of([
                    .. Values(figures, x.Set, strategy, x.Budget)
                        .Zip(Values(figures, x.Set, LabellingStrategy.Random, x.Budget), (a, b) => a - b),
                ])
            ),
        ];
        double[] adjusted = Holm.Adjust([.. differences.Select(x => x.P)]);
        output.WriteLine();
        output.WriteLine($"{strategy.Name} against random, Holm over {cells.Length} comparisons:");
        output.WriteLine();
        output.WriteLine("| set, labels | difference | 95 % interval | p | beyond chance | random needs |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var (i, (set, budget)) in cells.Index())
        {
            var x = differences[i];
            bool isBeyond = adjusted[i] <= Chance;
            string verdict = !isBeyond ? "no"
                : x.Mean > 0 ? "better"
                : "worse",
                needs = isBeyond && x.Mean > 0 ? Needs(figures, set, strategy, budget) : "";
            output.WriteLine(
                $"| {set.Name}, {budget} | {Signed(x.Mean)} | {Signed(x.Mean - x.HalfWidth)} to {Signed(x.Mean + x.HalfWidth)} | "
                    + $"{(adjusted[i] < 0.0005 ? "<0.001" : Invariant(adjusted[i], "0.###"))} | {verdict} | {needs} |"
            );
        }
    }

    // Where the mean of chance first gets as far, between the two budgets around it.
    private static string Needs(List<SuggestFigure> figures, SuggestSet set, LabellingStrategy strategy, int budget)
    {
        double reached = Values(figures, set, strategy, budget).Average();
        var curve = figures
            .Where(x => x.Set == set.Name && x.Strategy == LabellingStrategy.Random)
            .GroupBy(x => x.Labels)
            .OrderBy(x => x.Key)
            .Select(x => (Labels: x.Key, Value: x.Average(y => y.Value)))
            .ToArray();
        for (int i = 1; i < curve.Length; i++)
            if (curve[i].Value >= reached && curve[i].Labels > budget)
            {
                var (low, high) = (curve[i - 1], curve[i]);
                double share = Math.Clamp((reached - low.Value) / (high.Value - low.Value), 0, 1);
                return Invariant(low.Labels + share * (high.Labels - low.Labels), "0");
            }
        return $"more than {curve[^1].Labels}";
    }

    private static IEnumerable<(SuggestSet Set, int Budget)> Cells(
        IReadOnlyList<SuggestSet> sets,
        List<SuggestFigure> figures
    ) =>
        sets.SelectMany(set =>
            LabellingRun
                .Budgets.Where(b => Values(figures, set, LabellingStrategy.Random, b).Length > 0)
                .Select(b => (set, b))
        );

    private static double[] Values(
        List<SuggestFigure> figures,
        SuggestSet set,
        LabellingStrategy strategy,
        int budget
    ) =>
        [
            .. figures
                .Where(x => x.Set == set.Name && x.Strategy == strategy && x.Labels == budget)
                .OrderBy(x => x.Seed)
                .Select(x => x.Value),
        ];

    private static string Text(double value) => Invariant(value, "0.000");

    private static string Signed(double value) => Invariant(value, "+0.000;-0.000;0.000");

    private static string Invariant(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
