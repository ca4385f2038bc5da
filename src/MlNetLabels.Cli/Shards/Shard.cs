using System.Globalization;

namespace MlNetLabels.Cli.Shards;

/// <summary>One of the parts that a list is divided into.</summary>
/// <param name="Number">0 to <paramref name="Count"/> - 1.</param>
/// <param name="Count">1 to <see cref="Most"/>.</param>
internal readonly record struct Shard(int Number, int Count)
{
    /// <summary>The most shards of a run.</summary>
    public const int Most = 100_000;

    private const string Middle = "-of-",
        Start = "part-";

    /// <summary>What its files are called.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Start}{Number:D5}{Middle}{Count:D5}");

    /// <summary>
    /// The rows of the list that it holds, the last one excluded. Shards are ranges that follow one another: none is more
    /// than a row above or below another, which no hash of names modulo the number promises; the parts one after another
    /// are the list in its order; and a task reads its own piece of the list and no other.
    /// </summary>
    /// <param name="rows">Rows of the list, 0 or more.</param>
    public (long First, long End) RowsOf(long rows) =>
        ((long)((Int128)rows * Number / Count), (long)((Int128)rows * (Number + 1) / Count));

    /// <summary>The shard that a file of parts is called after; null for other names.</summary>
    public static Shard? Of(string name)
    {
        if (!name.StartsWith(Start, StringComparison.Ordinal))
            return null;
        string[] numbers = name[Start.Length..].Split(Middle);
        return
            numbers is [var number, var count]
            && TryParse(number, count, out var shard)
            && shard.Name.Equals(name, StringComparison.Ordinal)
            ? shard
            : null;
    }

    /// <summary>Reads both numbers.</summary>
    public static bool TryParse(string number, string count, out Shard shard)
    {
        shard = default;
        if (
            !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int i)
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            || n is < 1 or > Most
            || i >= n
        )
            return false;
        shard = new(i, n);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
