using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Runs;

/// <summary>
/// A seeded sample by class of rows that are seen twice: first counted, then drawn. Of each class those with the smallest
/// hashes of seed and file are taken, so that neither the rows' order nor their division changes the sample.
/// </summary>
/// <param name="seed">Another seed, another sample.</param>
internal sealed class Strata(int seed)
{
    // More than this are no classes; what comes later is drawn as one.
    private const int Most = 10_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<long> _counts = [];
    private PriorityQueue<long, ulong>[] _drawn = [];
    private int[] _quotas = [];

    public long Rows => _counts.Sum();

    public IEnumerable<string> Names => _numbers.Keys;

    public void Count(string stratum)
    {
        if (!_numbers.TryGetValue(stratum, out int number))
        {
            number = Math.Min(_numbers.Count, Most);
            if (number < Most)
                _numbers.Add(stratum, number);
            if (number == _counts.Count)
                _counts.Add(0);
        }
        _counts[number]++;
    }

    /// <summary>From now on rows are drawn.</summary>
    public void Limit(int room)
    {
        _quotas = Quotas.Divide(_counts, room);
        _drawn = [.. _quotas.Select(_ => new PriorityQueue<long, ulong>())];
    }

    public void Draw(string stratum, string file, long row)
    {
        int number = _numbers.GetValueOrDefault(stratum, Most);
        var drawn = _drawn[number];
        // The largest hash leaves first.
        ulong first = ulong.MaxValue - Hash(file);
        if (drawn.Count < _quotas[number])
            drawn.Enqueue(row, first);
        else if (drawn.TryPeek(out _, out ulong last) && first > last)
            drawn.DequeueEnqueue(row, first);
    }

    /// <summary>The rows drawn, ascending.</summary>
    public long[] Drawn() => [.. _drawn.SelectMany(x => x.UnorderedItems).Select(x => x.Element).Order()];

    private ulong Hash(string file) =>
        BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{file}")))
        );
}
