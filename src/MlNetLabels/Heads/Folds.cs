namespace MlNetLabels.Heads;

/// <summary>Assigns training rows to cross-validation folds: seeded, stratified, whole groups together.</summary>
internal static class Folds
{
    /// <summary>
    /// One fold index a row. Groups are shuffled, then dealt out stratum after stratum, each to the fold that so far has fewest rows
    /// of the group's own stratum (its first row's), then fewest rows.
    /// </summary>
    /// <param name="strata">Class, or label set, of each row.</param>
    /// <param name="groups">Group of each row, or null.</param>
    /// <param name="folds">Wanted number of folds; fewer where there are fewer groups.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public static int[] Stratified(ReadOnlySpan<int> strata, int[]? groups, int folds, int seed)
    {
        int[] strataArray = strata.ToArray();
        int[][] members = [.. Enumerable.Range(0, strata.Length).GroupBy(i => groups?[i] ?? i).Select(g => g.ToArray())];
        new Random(seed).Shuffle(members);
        folds = Math.Min(folds, members.Length);
        var sizes = new int[folds];
        var perStratum = new Dictionary<int, int[]>();
        var assignment = new int[strata.Length];
        foreach (int[] group in members.OrderByDescending(g => g.Length))
        {
            int stratum = strataArray[group[0]];
            if (!perStratum.TryGetValue(stratum, out int[]? counts)) perStratum[stratum] = counts = new int[folds];
            int fold = Enumerable.Range(0, folds).MinBy(f => (counts[f], sizes[f]));
            foreach (int row in group) assignment[row] = fold;
            counts[fold] += group.Length;
            sizes[fold] += group.Length;
        }
        return assignment;
    }
}
