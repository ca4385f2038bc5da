using MlNetLabels.Data;

namespace MlNetLabels.Models;

/// <summary>Why labels got no head: each reason once, with the labels that it holds for.</summary>
internal static class LeftOutReasons
{
    private const string Separators = ";|,/";

    public static string Of(IReadOnlyList<LeftOutLabel> labels)
    {
        string reasons = string.Join(
            " ",
            labels
                .GroupBy(label => label.Reason)
                .Select(group =>
                    group.Select(label => label.Name).ToArray() is [var one]
                        ? $"{one}: {group.Key}."
                        : $"{group.Count()} labels ({FolderReader.List(group.Select(label => label.Name))}): {group.Key}."
                )
        );
        return labels.FirstOrDefault(label => label.Name.AsSpan().IndexOfAny(Separators) >= 0) is { } odd
            ? $"{reasons} If '{odd.Name}' is several labels, use one separator in all rows of the list."
            : reasons;
    }
}
