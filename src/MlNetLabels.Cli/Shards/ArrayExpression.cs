using System.Globalization;

namespace MlNetLabels.Cli.Shards;

/// <summary>Numbers as schedulers take them for an array: <c>0,3-5</c>.</summary>
internal static class ArrayExpression
{
    /// <param name="numbers">Ascending, each once.</param>
    public static string Of(IEnumerable<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int number in numbers)
            if (ranges.Count > 0 && ranges[^1].Last == number - 1)
                ranges[^1] = (ranges[^1].First, number);
            else
                ranges.Add((number, number));
        return string.Join(
            ',',
            ranges.Select(x =>
                x.First == x.Last
                    ? x.First.ToString(CultureInfo.InvariantCulture)
                    : string.Create(CultureInfo.InvariantCulture, $"{x.First}-{x.Last}")
            )
        );
    }
}
