namespace MlNetLabels.Cli.Shards;

/// <summary>A shard's pace: the rate is rows a second.</summary>
internal sealed record ShardPace(int Shard, string? Host, long Rows, double Seconds, double Rate);

/// <summary>How fast the shards of a folder went that are whole.</summary>
internal sealed record ShardStats
{
    // Half as fast as the shard in the middle: beyond what images of unequal size explain.
    private const double SlowBelow = 0.5;

    // Less is what starting costs, and nobody waits for.
    private const double LeastSeconds = 5;

    public required int Shards { get; init; }

    /// <summary>Whole ones.</summary>
    public required int Done { get; init; }

    public required long Rows { get; init; }

    /// <summary>Work, all tasks together.</summary>
    public required double Seconds { get; init; }

    /// <summary>Rows a second of one task; null where none is known.</summary>
    public double? MedianRate { get; init; }

    public double? SlowestRate { get; init; }

    public double? FastestRate { get; init; }

    /// <summary>
    /// Those below half of the median that took at least 5 s more than their rows do at the median; slowest first.
    /// </summary>
    public required IReadOnlyList<ShardPace> Stragglers { get; init; }

    public static ShardStats Of(ShardFolder folder)
    {
        var run = folder.Run();
        ShardCompletion[] done =
        [
            .. Enumerable
                .Range(0, run.Shards)
                .Select(number => folder.Whole(run, new(number, run.Shards), hashes: false))
                .OfType<ShardCompletion>(),
        ];
        ShardPace[] paces =
        [
            .. done.Where(x => x.Seconds > 0 && x.Rows > 0)
                .Select(x => new ShardPace(x.Shard, x.Host, x.Rows, x.Seconds!.Value, Round(x.Rows / x.Seconds.Value)))
                .OrderBy(x => x.Rate),
        ];
        double? median = paces.Length == 0 ? null : paces[paces.Length / 2].Rate;
        return new ShardStats
        {
            Shards = run.Shards,
            Done = done.Length,
            Rows = done.Sum(x => x.Rows),
            Seconds = Round(done.Sum(x => x.Seconds ?? 0)),
            MedianRate = median,
            SlowestRate = paces.FirstOrDefault()?.Rate,
            FastestRate = paces.LastOrDefault()?.Rate,
            Stragglers =
            [
                .. paces.Where(x => x.Rate < SlowBelow * median && x.Seconds - x.Rows / median >= LeastSeconds),
            ],
        };
    }

    private static double Round(double value) => Math.Round(value, 3);
}
