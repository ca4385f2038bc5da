using MlNetLabels.Suggesting;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>Labels a pool as a strategy says, round after round, and judges heads of what is labelled so far.</summary>
internal static class LabellingRun
{
    /// <summary>Labels after each round.</summary>
    public static readonly int[] Budgets = [10, 20, 50, 100];

    // Chance needs no rounds: its curve is finer and longer, to read off it how many labels it takes.
    private static readonly int[] s_curve = [10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 400];

    public static IEnumerable<SuggestFigure> Of(
        SuggestSet set,
        (int[] Pool, int[] Judging) division,
        LabellingStrategy strategy,
        int seed
    )
    {
        int[] pool = [.. division.Pool];
        new Random(seed).Shuffle(pool);
        var labelled = new List<int>();
        FittedHead? head = null;
        foreach (int budget in (strategy.PerClass is null ? s_curve : Budgets).Where(b => b <= pool.Length))
        {
            labelled.AddRange(Next(set, pool, labelled, head, strategy, budget - labelled.Count, seed));
            head = FittedHead.Fit(set.Data, [.. labelled]);
            yield return new(set.Name, strategy, seed, budget, head.Judge(set.Data, division.Judging));
        }
    }

    private static IEnumerable<int> Next(
        SuggestSet set,
        int[] pool,
        List<int> labelled,
        FittedHead? head,
        LabellingStrategy strategy,
        int count,
        int seed
    )
    {
        int[] open = [.. pool.Except(labelled)];
        if (strategy.PerClass is null)
            return open.Take(count);
        var rows = set.Data.Dataset.Rows;
        var request = new SuggestionRequest
        {
            Pool = set.Data.Embeddings.Select(open),
            Count = count,
            Labelled = set.Data.Embeddings.Select([.. labelled]),
            Groups = [.. open.Select(i => rows[i].Group)],
            LabelledGroups = [.. labelled.Select(i => rows[i].Group).OfType<string>()],
            Seed = seed,
        };
        var unlabelled = UnlabelledPool.Of(request);
        bool asksModel = head?.Answers is not null && strategy.AsksModel(labelled.Count, head.Names);
        var looked = asksModel ? new ModelLook(ModelLook.ChangesOf(unlabelled, head!.Answers!, seed), [], []) : null;
        var asked = ImageSuggester.Suggest(
            request,
            unlabelled,
            looked,
            asksModel ? SuggestionStrategy.DropQuery : SuggestionStrategy.TypiClust,
            CancellationToken.None
        );
        // Where every group has been asked for, who goes on labelling takes what comes.
        int[] chosen = [.. asked.Select(x => open[x.Row])];
        return chosen.Concat(open.Except(chosen).Take(count - chosen.Length));
    }
}

/// <summary>How good heads are after so many labels: accuracy of classes, mean average precision of label sets.</summary>
internal sealed record SuggestFigure(string Set, LabellingStrategy Strategy, int Seed, int Labels, double Value);
