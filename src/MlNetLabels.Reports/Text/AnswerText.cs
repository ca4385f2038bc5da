using MlNetLabels.Models;

namespace MlNetLabels.Reports.Text;

/// <summary>
/// What a head said of an image: every name with the probability of that very name. Pictures, tables and summaries take
/// their words from here.
/// </summary>
internal static class AnswerText
{
    /// <summary>The names given, the most probable first; empty where no label was given.</summary>
    public static IReadOnlyList<NamedProbability> Given(HeadAnswer answer) =>
        [.. answer.Probabilities.Where(x => answer.Given.Contains(x.Name)).OrderByDescending(x => x.Probability)];

    /// <summary>
    /// The name that came closest where no label was given; null where one was, or there are no names.
    /// </summary>
    public static NamedProbability? Closest(HeadAnswer answer) =>
        answer.Given.Count > 0 ? null : answer.Probabilities.MaxBy(x => x.Probability);

    /// <summary>"coat 0.880", or "no label (coat 0.120)".</summary>
    public static string Format(HeadAnswer answer) =>
        Given(answer) is { Count: > 0 } given ? string.Join(", ", given.Select(Format))
        : Closest(answer) is { } closest ? $"no label ({Format(closest)})"
        : "no label";

    private static string Format(NamedProbability x) => $"{x.Name} {Figures.Number(x.Probability)}";
}
