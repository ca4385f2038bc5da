using System.Globalization;
using MlNetLabels.Cli.Shards;

namespace MlNetLabels.Cli.Submitting;

/// <summary>Shards that fit into one array, whose numbers end at the cluster's MaxArraySize.</summary>
/// <param name="First">The shard of the task whose number is 0.</param>
/// <param name="Array">Numbers of the tasks, as <c>--array</c> takes them.</param>
/// <param name="Tasks">How many.</param>
internal sealed record SlurmWindow(int First, string Array, int Tasks)
{
    /// <param name="shards">Ascending, each once.</param>
    /// <param name="size">The most tasks of an array.</param>
    /// <param name="parallel">The most that run at once; null for as many as there is room for.</param>
    public static IReadOnlyList<SlurmWindow> Of(IEnumerable<int> shards, int size, int? parallel) =>
        [
            .. shards
                .GroupBy(shard => shard / size * size)
                .Select(window => new SlurmWindow(
                    window.Key,
                    ArrayExpression.Of(window.Select(shard => shard - window.Key))
                        + (parallel is { } most ? string.Create(CultureInfo.InvariantCulture, $"%{most}") : ""),
                    window.Count()
                )),
        ];
}
