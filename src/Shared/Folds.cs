namespace MlNetLabels.Heads;

/// <summary>Assigns training rows to cross-validation folds: seeded, stratified, whole groups together.</summary>
internal static class Folds
{
    /// <summary>
    /// One fold index per row. Groups are shuffled, then dealt out stratum after stratum, each to the fold that so far
    /// has fewest rows of the group's own stratum (its first row's), then fewest rows.
    /// </summary>
    /// <param name="strata">Class, or label set, of each row.</param>
    /// <param name="groups">
    /// Group of each row, or null. A single group cannot be divided, so each row then counts as its own. Rows of a
    /// negative one are never held out: they get the fold -1.
    /// </param>
    /// <param name="folds">Wanted number of folds; fewer where there are fewer groups.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public static int[] Stratified(ReadOnlySpan<int> strata, int[]? groups, int folds, int seed)
    {
        int[] strataArray = strata.ToArray();
        if (Warning(groups) is not null)
            groups = null;
        int[][] members =
        [
            .. Enumerable
                .Range(0, strata.Length)
                .Where(i => groups is null || groups[i] >= 0)
                .GroupBy(i => groups?[i] ?? i)
                .Select(g => g.ToArray()),
        ];
        new Random(seed).Shuffle(members);
        folds = Math.Min(folds, members.Length);
        var sizes = new int[folds];
        var perStratum = new Dictionary<int, int[]>();
        var assignment = new int[strata.Length];
        Array.Fill(assignment, -1);
        foreach (int[] group in members.OrderByDescending(g => g.Length))
        {
            int stratum = strataArray[group[0]];
            if (!perStratum.TryGetValue(stratum, out int[]? counts))
                perStratum[stratum] = counts = new int[folds];
            int fold = Enumerable.Range(0, folds).MinBy(f => (counts[f], sizes[f]));
            foreach (int row in group)
                assignment[row] = fold;
            counts[fold] += group.Length;
            sizes[fold] += group.Length;
        }
        return assignment;
    }

    /// <summary>What to tell the user where groups cannot be kept together; null where they can.</summary>
    public static string? Warning(int[]? groups) =>
        groups is null || groups.AsSpan().IndexOfAnyExcept(groups.Length == 0 ? 0 : groups[0]) >= 0
            ? null
            : "All training images are of one group, so lambda was chosen on folds of single images: it may be weaker "
                + "than images of new groups need.";
}
