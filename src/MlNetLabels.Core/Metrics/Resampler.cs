namespace MlNetLabels.Metrics;

/// <summary>Draws as many rows, or whole groups, with replacement as there are. Resample r depends on the seed and r
/// alone.
/// Immutable.</summary>
internal sealed class Resampler
{
    private readonly int[][]? _groups; // null where each row is its own
    private readonly ulong _seed;

    public Resampler(int rows, ReadOnlySpan<int> groups, ulong seed)
    {
        (Rows, Units, _seed) = (rows, rows, seed);
        if (groups.IsEmpty)
            return;
        int[][] members =
        [
            .. groups
                .ToArray()
                .Select((group, row) => (group, row))
                .GroupBy(x => x.group, x => x.row)
                .Select(g => g.ToArray()),
        ];
        if (members.Length < rows)
            (_groups, Units) = (members, members.Length);
    }

    public int Rows { get; }

    /// <summary>Number of things that are drawn: groups, or rows where there are no groups.</summary>
    public int Units { get; }

    /// <summary>Writes how often each row was drawn.</summary>
    public void Draw(int resample, Span<int> counts)
    {
        var random = new SplitMix64(_seed, resample);
        counts.Clear();
        for (int i = 0; i < Units; i++)
        {
            int unit = random.Below(Units);
            if (_groups is null)
                counts[unit]++;
            else
                foreach (int row in _groups[unit])
                    counts[row]++;
        }
    }

    /// <summary>
    /// Steele, Lea and Flood, OOPSLA 2014: cheap to start anew for each resample, which a shared generator is not.
    /// </summary>
    private struct SplitMix64(ulong seed, int stream)
    {
        // The stream is mixed before use: plain offsets would let one resample's numbers run into the next one's.
        private ulong _state = Mix(seed + (Golden * ((ulong)stream + 1)));

        private const ulong Golden = 0x9E3779B97F4A7C15;

        /// <summary>
        /// An even draw from 0 to <paramref name="bound"/> - 1, by Lemire's multiplication with rejection.
        /// </summary>
        public int Below(int bound)
        {
            ulong high = Math.BigMul(Mix(_state += Golden), (ulong)bound, out ulong low);
            if (low < (ulong)bound)
            {
                ulong reject = (0 - (ulong)bound) % (ulong)bound;
                while (low < reject)
                    high = Math.BigMul(Mix(_state += Golden), (ulong)bound, out low);
            }
            return (int)high;
        }

        private static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
