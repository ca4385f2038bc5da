namespace MlNetLabels.Suggesting;

/// <summary>Some of many rows.</summary>
internal static class Sample
{
    /// <summary>Unlabelled images that are clustered at most; of more, some are drawn.</summary>
    public const int MostClustered = 20_000;

    /// <summary>All where there are no more than so many; else as many, drawn by a seed, in their order.</summary>
    public static int[] Draw(IReadOnlyList<int> rows, int most, int seed)
    {
        int[] drawn = [.. rows];
        if (drawn.Length <= most)
            return drawn;
        new Random(seed).Shuffle(drawn);
        return [.. drawn[..most].Order()];
    }
}
