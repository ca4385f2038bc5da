namespace MlNetLabels.Runs;

/// <summary>How many rows of each class a sample takes.</summary>
internal static class Quotas
{
    /// <summary>
    /// Rows of a class that are taken where that many are there, however rare it is: enough to train, validate and test.
    /// </summary>
    public const int Least = 20;

    /// <summary>
    /// In proportion to the counts, by largest remainders, but no fewer than <see cref="Least"/> of each, or an equal
    /// share of half of the room where that is less.
    /// </summary>
    /// <param name="counts">Rows there are.</param>
    /// <param name="room">Rows to take, fewer than there are.</param>
    public static int[] Divide(IReadOnlyList<long> counts, int room)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(room, counts.Sum());
        long least = Math.Min(Least, room / 2 / counts.Count);
        var quotas = counts.Select(count => Math.Min(count, least)).ToArray();
        // What is not given yet goes by what is not taken yet, so that no quota exceeds its count.
        Int128 left = room - quotas.Sum(),
            open = counts.Sum() - quotas.Sum();
        var rests = new (Int128 Remainder, int Index)[counts.Count];
        long given = quotas.Sum();
        for (int i = 0; i < counts.Count; i++)
        {
            Int128 share = left * (counts[i] - quotas[i]);
            rests[i] = (share % open, i);
            quotas[i] += (long)(share / open);
            given += (long)(share / open);
        }
        foreach (var (_, i) in rests.OrderByDescending(x => x.Remainder).ThenBy(x => x.Index).Take((int)(room - given)))
            quotas[i]++;
        return [.. quotas.Select(x => (int)x)];
    }
}
