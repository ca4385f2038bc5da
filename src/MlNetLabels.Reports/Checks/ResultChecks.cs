using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Checks;

/// <summary>What must hold for results of single images before they are compared.</summary>
internal static class ResultChecks
{
    public const int ContentDigits = 16;

    public static IEnumerable<string> Problems(ImageResults? results)
    {
        if (results is null)
            yield break;
        int rows = results.Contents.Count;
        if (results.Files.Count != rows || results.Groups.Count != rows || results.Images < rows)
            yield return $"imageResults holds {rows} contents, {results.Files.Count} files and {results.Groups.Count} "
                + $"groups of {results.Images} images; as many of each, and no more than images, expected.";
        if (
            results.Contents.FirstOrDefault(x => x.Length != ContentDigits || !x.All(char.IsAsciiHexDigitLower)) is
            { } content
        )
            yield return $"imageResults.contents holds '{content}'; {ContentDigits} lower-case hexadecimal digits expected.";
        if (results.Softmax is { } softmax && (Head(softmax, rows) ?? Softmax(softmax)) is { } problem)
            yield return $"imageResults.softmax {problem}";
        if (results.Labels is { } labels && (Head(labels, rows) ?? Labels(labels)) is { } other)
            yield return $"imageResults.labels {other}";
    }

    private static string? Head(HeadResults head, int rows)
    {
        long cells = (long)rows * head.Names.Count;
        if (head.Names.Count == 0 || head.Names.Distinct().Count() != head.Names.Count)
            return "has no names, or one of them twice.";
        if (head.Truth.Length != cells || head.Truth.AsSpan().ContainsAnyExcept("01?"))
            return $"does not hold {cells} states of truth: 1, 0 or ?, one for each image and name.";
        if (ProbabilityText.Read(head.Probabilities) is not { } values || values.Length != cells)
            return $"does not hold {cells} probabilities in base64, one for each image and name.";
        return values.All(x => x is >= 0 and <= 1) ? null : "holds a probability that does not lie between 0 and 1.";
    }

    private static string? Softmax(HeadResults head)
    {
        if (head.Thresholds.Count > 0)
            return "has thresholds, which the softmax head has no use for.";
        float[] values = ProbabilityText.Read(head.Probabilities)!;
        int columns = head.Names.Count;
        for (int at = 0; at < values.Length; at += columns)
        {
            if (head.Truth.AsSpan(at, columns) is var truth && (truth.Count('1') != 1 || truth.Contains('?')))
                return $"does not have exactly one true class in row {at / columns}.";
            double sum = 0;
            foreach (float p in values.AsSpan(at, columns))
                sum += p;
            if (Math.Abs(sum - 1) > MulticlassPredictions.RowSumTolerance)
                return $"has probabilities that do not sum to 1 in row {at / columns}.";
        }
        return null;
    }

    private static string? Labels(HeadResults head) =>
        head.Thresholds.Count == head.Names.Count
            ? null
            : $"holds {head.Thresholds.Count} thresholds for {head.Names.Count} labels.";
}
