using System.Globalization;
using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>What looks wrong in a dataset: a line for each kind, however often it is there.</summary>
internal static class DataSuspicions
{
    private const int MostNamed = 5;

    // Above it the rarest of the classes hardly counts in training.
    private const int MostTimes = 20;

    /// <param name="dataset">The images.</param>
    /// <param name="contents">SHA-256 of each image's bytes; null where it cannot be read.</param>
    public static IEnumerable<string> Find(ImageDataset dataset, IReadOnlyList<string?> contents)
    {
        foreach (string line in Twins(dataset, contents))
            yield return line;
        string? refusal = Refusal(dataset, contents);
        if (refusal is not null)
            yield return $"train refuses these images: {refusal}";
        int torn = dataset
            .Rows.Where(row => row.Group is not null && row.Split is not null)
            .GroupBy(row => row.Group!)
            .Count(group => group.Select(row => row.Split).Distinct().Count() > 1);
        if (torn > 0)
            yield return $"{Counted.Of(torn, "group lies", "groups lie")} in more than one split, so that test figures look better than "
                + "they are.";
        int[] counts =
        [
            .. dataset.LabelNames.Select((_, k) => dataset.Rows.Count(row => row.Labels[k] == LabelState.Present)),
        ];
        string[] rare = [.. dataset.LabelNames.Where((_, k) => counts[k] is > 0 and < Splitter.MinPerClass)];
        if (rare.Length > 0 && refusal is null)
            yield return $"Fewer than {Splitter.MinPerClass} images, too few to train and test: "
                + $"{Some([.. rare.Select(name => $"'{name}'")])}.";
        if (counts.Where(count => count > 0).DefaultIfEmpty(1).Min() * (long)MostTimes < counts.DefaultIfEmpty(0).Max())
            yield return $"The most frequent has more than {MostTimes} times the images of the rarest; --balanced lets "
                + "classes count alike.";
    }

    // As far as it is known before anything is embedded.
    private static string? Refusal(ImageDataset dataset, IReadOnlyList<string?> contents)
    {
        try
        {
            TrainRun.CheckLearnable(new TrainOptions { Data = dataset.Source }, dataset);
            _ = Splitter.Divide(dataset, [.. dataset.Rows.Select(row => row.File)]);
            CopiedImages.Check(dataset, contents);
            return null;
        }
        catch (InvalidInputException error)
        {
            string start = $"{error.File}: ";
            return error.Message.StartsWith(start, StringComparison.Ordinal)
                ? error.Message[start.Length..]
                : error.Message;
        }
    }

    // cats and "cats - Copy".
    private static IEnumerable<(string Name, string Of)> Copied(ImageDataset dataset, IReadOnlyList<string?> contents)
    {
        if (dataset.Kind != TargetKind.Classes)
            yield break;
        HashSet<string?>[] held =
        [
            .. dataset.LabelNames.Select(
                (_, k) => contents.Where((_, i) => dataset.Rows[i].Labels[k] == LabelState.Present).ToHashSet()
            ),
        ];
        // By one image of each, as most classes share none.
        var classes = Enumerable
            .Range(0, held.Length)
            .SelectMany(k => held[k].Where(content => content is not null).Select(content => (content, k)))
            .ToLookup(x => x.content!, x => x.k);
        for (int k = 0; k < held.Length; k++)
        {
            if (held[k].Count < 2 || held[k].Contains(null))
                continue;
            // Of two that are equal the later one is the copy.
            int[] of =
            [
                .. classes[held[k].First()!]
                    .Where(other => other != k && held[k].IsSubsetOf(held[other]))
                    .Where(other => held[k].Count < held[other].Count || k > other)
                    .Take(1),
            ];
            if (of is [var found])
                yield return (dataset.LabelNames[k], dataset.LabelNames[found]);
        }
    }

    private static IEnumerable<string> Twins(ImageDataset dataset, IReadOnlyList<string?> contents)
    {
        var copied = Copied(dataset, contents).ToList();
        foreach (var (name, of) in copied)
            yield return $"Every image of '{name}' is in '{of}', too, and so under two classes: delete '{name}' if it is a copy, else "
                + $"the copies in '{of}'.";
        var twins = Enumerable
            .Range(0, contents.Count)
            .Where(i => contents[i] is not null)
            .GroupBy(i => contents[i]!)
            .Where(group => group.Skip(1).Any())
            .Select(group => group.Select(i => dataset.Rows[i]).ToArray())
            .ToList();
        int[] told = [.. copied.Select(x => dataset.LabelNames.ToList().IndexOf(x.Name))];
        var differing = twins
            .Select(rows => rows.Where(row => !told.Any(k => row.Labels[k] == LabelState.Present)).ToArray())
            .Where(rows => rows.Any(row => !row.Labels.SequenceEqual(rows[0].Labels)))
            .ToList();
        var torn = twins.Where(rows => rows.Select(row => row.Split).Distinct().Count() > 1).ToList();
        if (differing.Count > 0)
            yield return $"{Are(differing)} there more than once with labels that differ: "
                + $"{Names([.. differing.Select(rows => rows.DistinctBy(Contradictions.StatesOf).ToArray())])}."
                + (dataset.Kind == TargetKind.Classes ? $" {Contradictions.Advice}" : "");
        if (torn.Count > 0)
            yield return $"{Are(torn)} in more than one split, so that test figures look better than they are: {Names(torn)}.";
        int others = twins.Count - differing.Count;
        if (others > 0)
            yield return $"{Are(twins)} there more than once, byte for byte: {Copies(twins)}.";
    }

    private static string Are(List<ImageRow[]> groups) => Counted.Of(groups.Count, "image is", "images are");

    private static string Names(List<ImageRow[]> groups) =>
        Some([.. groups.Select(rows => string.Join(" and ", rows.Take(2).Select(row => row.File)))]);

    private static string Copies(List<ImageRow[]> groups) =>
        Some([
            .. groups.Select(rows =>
                string.Join(" and ", rows.Take(2).Select(row => row.File))
                + (rows.Length > 2 ? $" ({Counted.Of(rows.Length, "copy", "copies")})" : "")
            ),
        ]);

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(MostNamed))
        + (
            names.Length > MostNamed
                ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - MostNamed} more")
                : ""
        );
}
