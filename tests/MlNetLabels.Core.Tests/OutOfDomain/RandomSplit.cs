namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>Rows split at random 60:20:20, one by one or by whole groups.</summary>
internal sealed record RandomSplit(int[] Train, int[] Validation, int[] Test)
{
    public static RandomSplit Of(TestSet set, int seed, bool byGroup = false)
    {
        int[] keys = byGroup ? set.Groups : [.. Enumerable.Range(0, set.Rows)],
            order = [.. keys.Distinct()];
        new Random(seed).Shuffle(order);
        int train = order.Length * 3 / 5,
            validation = order.Length * 4 / 5;
        int[] Rows(int[] chosen) => set.Where(i => chosen.Contains(keys[i]));
        return new(Rows(order[..train]), Rows(order[train..validation]), Rows(order[validation..]));
    }
}
