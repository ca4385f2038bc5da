namespace MlNetLabels.Data;

/// <summary>Puts known negatives into a dataset: see <see cref="EmbeddedDataset.WithKnownNegatives"/>.</summary>
internal static class KnownNegatives
{
    /// <summary>A dataset with the negatives among its rows, divided later like the rest.</summary>
    /// <param name="data">The labelled images.</param>
    /// <param name="negatives">The negatives; their own annotation is not read.</param>
    /// <param name="seed">Seed of the split of the negatives, where the dataset prescribes splits.</param>
    public static EmbeddedDataset Add(EmbeddedDataset data, EmbeddedDataset negatives, int seed = 1)
    {
        var dataset = data.Dataset;
        if (negatives.Embeddings.Columns != data.Embeddings.Columns)
            throw new InvalidInputException(
                negatives.Dataset.Source,
                null,
                $"the known negatives have {negatives.Embeddings.Columns} dimensions, but the labelled images "
                    + $"{data.Embeddings.Columns}. Embed both with one backbone."
            );
        var labelled = Enumerable
            .Range(0, dataset.Rows.Count)
            .Where(i => !dataset.IsNegative(i))
            .GroupBy(i => data.Contents[i])
            .ToDictionary(g => g.Key, g => g.First());
        var listed = dataset.Rows.Select(r => r.File).ToHashSet();
        LabelState[] absent = [.. dataset.LabelNames.Select(_ => LabelState.Absent)];
        var rows = new List<ImageRow>();
        for (int i = 0; i < negatives.Dataset.Rows.Count; i++)
        {
            var row = negatives.Dataset.Rows[i];
            if (labelled.TryGetValue(negatives.Contents[i], out int twin))
                throw new InvalidInputException(
                    negatives.Dataset.Source,
                    row.Line,
                    $"'{row.File}' is given as a known negative, but is byte for byte '{dataset.Rows[twin].File}', "
                        + $"which has a label. Remove one of them."
                );
            string file = listed.Add(row.File) ? row.File : row.Path;
            rows.Add(row with { File = file, Labels = absent, Split = null });
        }
        var prescribed = dataset.Rows.Select(r => r.Split).OfType<Split>().ToHashSet();
        if (prescribed.Count > 0)
        {
            var alone = new ImageDataset
            {
                Source = negatives.Dataset.Source,
                Kind = TargetKind.LabelSets,
                LabelNames = dataset.LabelNames,
                Rows = rows,
            };
            var splits = Splitter.Divide(alone, negatives.Contents, seed).Splits;
            // A use that the dataset does not prescribe is made from its training rows later on.
            rows =
            [
                .. rows.Select(
                    (row, i) => row with { Split = prescribed.Contains(splits[i]) ? splits[i] : Split.Train }
                ),
            ];
        }
        return data with
        {
            Dataset = dataset with
            {
                Rows = [.. dataset.Rows, .. rows],
                Notes = [.. dataset.Notes, .. negatives.Dataset.Notes],
            },
            Embeddings = data.Embeddings.Append(negatives.Embeddings),
            Contents = [.. data.Contents, .. negatives.Contents],
            Skipped = [.. data.Skipped, .. negatives.Skipped],
        };
    }
}
