namespace MlNetLabels.Suggesting;

/// <summary>
/// Of the images whose answer changes in most dropout passes, those nearest to the means of as many clusters as images are
/// asked for, the largest cluster first. Images that the model rejects are no candidates: its answer to them means nothing.
/// </summary>
internal static class DropQuery
{
    public static void Ask(
        AskedImages asked,
        UnlabelledPool pool,
        ModelLook looked,
        CancellationToken cancellationToken
    )
    {
        var rejected = looked.Rejected.ToHashSet();
        // Those that change in most passes, and where they are too few, those that change at all.
        foreach (int least in new[] { FeatureDropout.Passes / 2 + 1, 1 })
        {
            var scores = new Dictionary<int, double>();
            for (int i = 0; i < pool.Rows.Count; i++)
                if (looked.Changes[i] >= least && asked.IsOpen(pool.Rows[i]) && !rejected.Contains(pool.Rows[i]))
                    scores[pool.Rows[i]] = (double)looked.Changes[i] / FeatureDropout.Passes;
            if (asked.Left > 0 && scores.Count > 0)
                Ask(asked, scores, cancellationToken);
        }
    }

    private static void Ask(AskedImages asked, Dictionary<int, double> scores, CancellationToken cancellationToken)
    {
        int[] rows = Sample.Draw([.. scores.Keys.Order()], Sample.MostClustered, asked.Seed);
        var unit = asked.Space.Of(asked.Pool, rows);
        var found = KMeans.Fit(unit, Math.Min(asked.Left, KMeans.MostClusters), asked.Seed, cancellationToken);
        int[][] clusters = [.. found.Members().Where(c => c.Length > 0).OrderByDescending(c => c.Length)];
        asked.AskInTurn(clusters, rows, unit, SuggestionReason.Unsure, i => scores[rows[i]]);
    }
}
