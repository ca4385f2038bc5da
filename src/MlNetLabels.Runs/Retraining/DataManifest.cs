using MlNetLabels.Data;

namespace MlNetLabels.Runs.Retraining;

/// <summary>A run's <c>data.csv</c>: each image with its hashes, its use and its labels.</summary>
internal static class DataManifest
{
    public const string FileName = "data.csv";

    private const string Content = "sha256",
        Embedding = "embedding",
        Labels = "labels";

    private const char Separator = ';';

    /// <summary>The manifest as CSV.</summary>
    public static string Write(EmbeddedDataset data) =>
        CsvText.Write(
            data.Dataset.Rows.Select(
                    (row, i) =>
                        new[]
                        {
                            row.File,
                            data.Contents[i],
                            data.Identities(i).Last(),
                            row.Split == Split.Test ? "test" : "train",
                            LabelsOf(data.Dataset, row),
                        }.AsEnumerable()
                )
                .Prepend(["file", Content, Embedding, "split", Labels])
        );

    /// <summary>How data differ from those of an earlier run.</summary>
    public static DataChanges Changes(string manifest, EmbeddedDataset data)
    {
        var table = Table.Read(manifest);
        // An image that lies there twice counts once; it is known by its bytes or by what they show.
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
            before[row[Content]] = before[row[Embedding]] = row[Labels];
        int added = 0,
            relabelled = 0;
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < data.Dataset.Rows.Count; i++)
        {
            string[] identities = [.. data.Identities(i)];
            found.UnionWith(identities);
            if (identities.FirstOrDefault(before.ContainsKey) is not { } known)
                added++;
            else if (before[known] != LabelsOf(data.Dataset, data.Dataset.Rows[i]))
                relabelled++;
        }
        int removed = table.Rows.Count(row => !found.Contains(row[Content]) && !found.Contains(row[Embedding]));
        return new(added, removed, relabelled);
    }

    private static string LabelsOf(ImageDataset dataset, ImageRow row) =>
        string.Join(
            Separator,
            dataset
                .LabelNames.Select((name, k) => (name, State: row.Labels[k]))
                .Where(x => x.State != LabelState.Absent)
                .Select(x => x.State == LabelState.Present ? x.name : x.name + "?")
        );
}
