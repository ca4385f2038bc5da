using System.Globalization;

namespace MlNetLabels.Metrics;

/// <summary>A figure of some rows, which may come several times; null where they cannot define it. Called from several
/// threads at
/// once.</summary>
/// <param name="rows">
/// Row numbers, ascending, repeated as often as drawn. The figure must not depend on their order.
/// </param>
internal delegate double? RowStatistic(ReadOnlySpan<int> rows);

/// <summary>
/// Several figures at once, given how often each row counts; empty for once each. As <see cref="RowStatistic"/>
/// otherwise.
/// </summary>
internal delegate double?[] CountFigures(ReadOnlySpan<int> counts);

/// <summary>
/// Percentile intervals by the bootstrap: how far a figure would move had other images of the same kind been judged.
/// Rows, or whole groups where images belong together, are drawn with replacement, as many as there are; the ends are
/// the (1 ± level)/2 quantiles of the figure over the resamples, linear between order statistics. The same seed gives
/// the same bits for any number of threads. Training is not repeated, so the spread between training runs is not in it.
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
/// </summary>
internal static class Bootstrap
{
    /// <summary>The interval of one statistic.</summary>
    /// <param name="rows">Number of rows to draw from.</param>
    /// <param name="statistic">The figure.</param>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per row, drawn as a whole; empty where each row is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    public static BootstrapInterval Interval(
        int rows,
        RowStatistic statistic,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(statistic);
        int[] once = [.. Enumerable.Range(0, rows)];
        return Intervals(
            rows,
            counts => [rows == 0 ? null : statistic(counts.IsEmpty ? once : Expand(counts))],
            groups,
            options,
            cancellationToken
        )[0];
    }

    /// <summary>The interval of first minus second, both taken on the same resamples; one that holds 0 shows no
    /// difference at this
    /// level.</summary>
    /// <param name="rows">Number of rows to draw from.</param>
    /// <param name="first">One model's figure.</param>
    /// <param name="second">The other's, over the same rows.</param>
    /// <param name="options">How to resample; null for the defaults.</param>
    /// <param name="groups">One group per row, drawn as a whole; empty where each row is its own.</param>
    /// <param name="cancellationToken">Stops the work between resamples.</param>
    public static BootstrapInterval PairedDifference(
        int rows,
        RowStatistic first,
        RowStatistic second,
        BootstrapOptions? options = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int[] once = [.. Enumerable.Range(0, rows)];
        return Intervals(
            rows,
            counts => [rows == 0 ? null : Create(counts.IsEmpty ? once : Expand(counts))],
            groups,
            options,
            cancellationToken,
            isDifference: true
        )[0];

        double? Create(int[] drawn) => first(drawn) - second(drawn);
    }

    /// <summary>The intervals of several figures, all on the same resamples, each of which is drawn once.</summary>
    internal static BootstrapInterval[] Intervals(
        int rows,
        CountFigures figures,
        ReadOnlySpan<int> groups,
        BootstrapOptions? options,
        CancellationToken cancellationToken,
        bool isDifference = false
    )
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Resamples);
        if (!(options.Level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Level, "The level lies between 0 and 1.");
        if (!groups.IsEmpty)
            ArgumentOutOfRangeException.ThrowIfNotEqual(groups.Length, rows);
        var resampler = new Resampler(rows, groups, options.Seed);
        double?[] estimates = figures([]);
        if (resampler.Units < 2)
        {
            string reason =
                $"{resampler.Units} {(groups.IsEmpty ? "rows" : "groups")}: at least two are needed to resample";
            return
            [
                .. estimates.Select(estimate => new BootstrapInterval(estimate, null, null, options.Level)
                {
                    Reason = reason,
                }),
            ];
        }

        double?[][] resampled = new double?[options.Resamples][];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads,
            CancellationToken = cancellationToken,
        };
        Parallel.For(
            0,
            resampled.Length,
            parallel,
            () => new int[rows],
            (resample, _, counts) =>
            {
                resampler.Draw(resample, counts);
                resampled[resample] = figures(counts);
                return counts;
            },
            _ => { }
        );
        return
        [
            .. estimates.Select(
                (estimate, figure) =>
                    Create(estimate, Array.ConvertAll(resampled, x => x[figure]), options.Level, isDifference)
            ),
        ];
    }

    private static BootstrapInterval Create(double? estimate, double?[] values, double level, bool isDifference)
    {
        double[] defined = [.. values.OfType<double>().Where(v => !double.IsNaN(v)).Order()];
        int undefined = values.Length - defined.Length;
        var interval = new BootstrapInterval(estimate, null, null, level)
        {
            Resamples = values.Length,
            UndefinedResamples = undefined,
        };
        double tail = (1 - level) / 2;
        // Where more resamples are undefined than the interval leaves out, its ends would depend on what those would
        // have been.
        return undefined > values.Length * 2 * tail
            ? interval with
            {
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"undefined on {undefined} of {values.Length} resamples"
                ),
            }
            : interval with
            {
                Low = Quantile(defined, tail),
                High = Quantile(defined, 1 - tail),
                PValue = isDifference ? PValue(defined) : null,
            };
    }

    // Twice the smaller tail beyond 0, each with one more resample than was drawn, so that it is never 0 (Davison and
    // Hinkley 1997, 4.2).
    private static double PValue(double[] differences) =>
        Math.Min(
            1,
            2.0
                * (1 + Math.Min(differences.Count(d => d <= 0), differences.Count(d => d >= 0)))
                / (differences.Length + 1)
        );

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 == sorted.Length
            ? sorted[below]
            : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    private static int[] Expand(ReadOnlySpan<int> counts)
    {
        int total = 0;
        foreach (int count in counts)
            total += count;
        int[] rows = new int[total];
        for (int row = 0, at = 0; row < counts.Length; row++)
        for (int i = 0; i < counts[row]; i++)
            rows[at++] = row;
        return rows;
    }
}
