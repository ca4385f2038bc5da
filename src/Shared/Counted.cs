using System.Globalization;

namespace MlNetLabels;

/// <summary>Counts with their nouns, for people.</summary>
internal static class Counted
{
    /// <summary>As in: 1 image, 2 images.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one of them is called.</param>
    /// <param name="many">What several are called; null for the same with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>As in: a, b and c.</summary>
    public static string And(IReadOnlyList<string> names) => Joined(names, "and");

    /// <summary>As in: a, b or c.</summary>
    public static string Or(IReadOnlyList<string> names) => Joined(names, "or");

    private static string Joined(IReadOnlyList<string> names, string word) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} {word} {names[^1]}";
}
