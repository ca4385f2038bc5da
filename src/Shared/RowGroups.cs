namespace MlNetLabels.Data;

/// <summary>
/// Which rows must stay together: those of one group, those of one content, and whatever is linked through both.
/// </summary>
internal static class RowGroups
{
    /// <summary>
    /// One number per row; rows with equal numbers belong together. Numbers are positions of each group's first row.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="contents">Content identifier of every row of the dataset.</param>
    /// <param name="rows">The rows to group.</param>
    /// <param name="neverHeld">Rows that are to be in no fold: their numbers are negative, the complements.</param>
    public static int[] Assign(
        ImageDataset dataset,
        IReadOnlyList<string> contents,
        ReadOnlySpan<int> rows,
        IReadOnlySet<int>? neverHeld = null
    )
    {
        int[] parent = [.. Enumerable.Range(0, rows.Length)];
        var byContent = new Dictionary<string, int>();
        var byGroup = new Dictionary<string, int>();
        for (int i = 0; i < rows.Length; i++)
        {
            Join(byContent, contents[rows[i]], i);
            if (dataset.Rows[rows[i]].Group is { } group)
                Join(byGroup, group, i);
        }
        for (int i = 0; i < parent.Length; i++)
            parent[i] = Root(i);
        for (int i = 0; neverHeld is { Count: > 0 } && i < parent.Length; i++)
            if (neverHeld.Contains(rows[i]))
                parent[i] = ~parent[i];
        return parent;

        void Join(Dictionary<string, int> firsts, string key, int i)
        {
            if (!firsts.TryAdd(key, i))
            {
                int first = Root(firsts[key]),
                    second = Root(i);
                parent[Math.Max(first, second)] = Math.Min(first, second);
            }
        }

        int Root(int i)
        {
            while (parent[i] != i)
                i = parent[i] = parent[parent[i]];
            return i;
        }
    }

    /// <summary>
    /// Those of some rows whose group is all that there is of a class or label: were it held out, what is left would not
    /// know it. None where nobody gave groups, or there is one class.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="contents">Content identifier of every row of the dataset.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="labels">Classes or labels to look at, as columns of the dataset's names; null for all.</param>
    public static HashSet<int> OnlyOfLabel(
        ImageDataset dataset,
        IReadOnlyList<string> contents,
        int[] rows,
        int[]? labels = null
    )
    {
        if (rows.All(row => dataset.Rows[row].Group is null))
            return [];
        int[] groups = Assign(dataset, contents, rows);
        int[][] having =
        [
            .. (labels ?? [.. Enumerable.Range(0, dataset.LabelNames.Count)])
                .Select(k =>
                    Enumerable
                        .Range(0, rows.Length)
                        .Where(i => dataset.Rows[rows[i]].Labels[k] == LabelState.Present)
                        .ToArray()
                )
                .Where(of => of.Length > 0),
        ];
        if (dataset.Kind == TargetKind.Classes && having.Length < 2)
            return [];
        var only = having
            .Where(of =>
                of.All(i => groups[i] == groups[of[0]]) && of.Any(i => dataset.Rows[rows[i]].Group is not null)
            )
            .Select(of => groups[of[0]])
            .ToHashSet();
        return [.. rows.Where((_, i) => only.Contains(groups[i]))];
    }
}
