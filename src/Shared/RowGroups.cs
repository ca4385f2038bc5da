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
    public static int[] Assign(ImageDataset dataset, IReadOnlyList<string> contents, ReadOnlySpan<int> rows)
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
}
