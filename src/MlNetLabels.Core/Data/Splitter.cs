using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Data;

/// <summary>
/// Divides images into train, validation and test: stratified, seeded, whole groups together, byte-identical images
/// together, and independent of the order in which the images are listed.
/// </summary>
public static class Splitter
{
    /// <summary>Shares of train, validation and test.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0.6, 0.2, 0.2];

    /// <summary>Fewest images of a class that can be divided.</summary>
    public const int MinPerClass = 4;

    // Fewer images of one label set than this need not reach every use.
    private const int CommonLabelSet = 5;

    private const int MostNamed = 5;

    /// <summary>Divides an embedded dataset; see the other overload.</summary>
    public static SplitResult Divide(EmbeddedDataset data, int seed = 1) => Divide(data.Dataset, data.Contents, seed);

    /// <summary>
    /// The split of every row. Prescribed splits are kept; where only train and test are prescribed, validation is
    /// taken out of train.
    /// </summary>
    /// <param name="dataset">The rows.</param>
    /// <param name="contents">An identifier of every row's content: equal for byte-identical images.</param>
    /// <param name="seed">Another seed, another division.</param>
    public static SplitResult Divide(ImageDataset dataset, IReadOnlyList<string> contents, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(contents.Count, dataset.Rows.Count);
        var prescribed = dataset.Rows.Where(r => r.Split is not null).ToArray();
        if (prescribed.Length == 0)
        {
            RequireEnough(dataset);
            var dealt = Deal(
                dataset,
                contents,
                [.. Enumerable.Range(0, dataset.Rows.Count)],
                [Split.Train, Split.Validation, Split.Test],
                [.. Shares],
                seed
            );
            string[] empty =
            [
                .. new[] { Split.Validation, Split.Test }
                    .Where(use => !dealt.Contains(use))
                    .Select(use =>
                        $"No image is left for {use.ToString().ToLowerInvariant()}: there are too few groups of "
                        + "images that belong together (column 'group', or equal images) to divide. Add images of other "
                        + "groups, or a column 'split'."
                    ),
            ];
            return new SplitResult(dealt, empty)
            {
                ValidationNotes = [.. empty.Where(note => note.Contains(" for validation:", StringComparison.Ordinal))],
            };
        }
        if (dataset.Rows.FirstOrDefault(r => r.Split is null) is { } blank)
            throw new InvalidInputException(
                dataset.Source,
                blank.Line,
                $"'{blank.File}' has no split, but other rows have one; fill in all of them or none."
            );

        Split[] splits = [.. dataset.Rows.Select(r => r.Split!.Value)];
        var notes = new List<string>();
        string[] carvedNotes = [];
        if (!splits.Contains(Split.Train))
            throw new InvalidInputException(
                dataset.Source,
                null,
                "no row is of the split 'train'. Write it for those to train on; --ignore-columns leaves the column out."
            );
        if (!splits.Contains(Split.Validation))
        {
            int[] train = [.. Enumerable.Range(0, splits.Length).Where(i => splits[i] == Split.Train)];
            double share = Shares[1] / (Shares[0] + Shares[1]);
            var carved = Deal(dataset, contents, train, [Split.Train, Split.Validation], [1 - share, share], seed);
            for (int i = 0; i < train.Length; i++)
                splits[train[i]] = carved[i];
            carvedNotes = ["No validation split was given, so a quarter of the training images was taken for it."];
            notes.AddRange(carvedNotes);
        }
        int leaks = Enumerable
            .Range(0, splits.Length)
            .GroupBy(i => contents[i])
            .Count(g => g.Select(i => splits[i]).Distinct().Count() > 1);
        if (leaks > 0)
            notes.Add(
                $"{Counted.Of(leaks, "image lies", "images lie")} byte for byte in more than one of the given splits: test figures "
                    + "will look better than they are."
            );
        int torn = Enumerable
            .Range(0, splits.Length)
            .Where(i => dataset.Rows[i].Group is not null)
            .GroupBy(i => dataset.Rows[i].Group!)
            .Count(g => g.Select(i => splits[i]).Distinct().Count() > 1);
        if (torn > 0)
            notes.Add(
                $"{Counted.Of(torn, "group lies", "groups lie")} in more than one of the given splits: test figures will look better "
                    + "than they are."
            );
        return new SplitResult(splits, notes) { ValidationNotes = carvedNotes };
    }

    private static Split[] Deal(
        ImageDataset dataset,
        IReadOnlyList<string> contents,
        int[] rows,
        Split[] uses,
        double[] shares,
        int seed
    )
    {
        string[] strata = Pooled(
            rows.Select(r => Stratum(dataset, dataset.Rows[r])),
            dataset.Kind == TargetKind.Classes ? MinPerClass : CommonLabelSet
        );
        var totals = strata.CountBy(s => s).ToDictionary();
        var dealt = totals.ToDictionary(t => t.Key, _ => new double[uses.Length]);
        var splits = new Split[rows.Length];
        foreach (int[] block in Blocks(dataset, contents, rows, seed))
        {
            var wanted = block.GroupBy(i => strata[i]).ToArray();
            // The use that lags furthest behind its share of the block's strata gets the block.
            int use = Enumerable
                .Range(0, uses.Length)
                .MaxBy(u => Math.Round(wanted.Sum(g => g.Count() * (shares[u] - dealt[g.Key][u] / totals[g.Key])), 9));
            foreach (int i in block)
            {
                splits[i] = uses[use];
                dealt[strata[i]][use]++;
            }
        }
        return splits;
    }

    // Positions in rows that must stay together; big blocks first, since they are hardest to place, else in a seeded
    // order.
    private static IEnumerable<int[]> Blocks(ImageDataset dataset, IReadOnlyList<string> contents, int[] rows, int seed)
    {
        int[] groups = RowGroups.Assign(dataset, contents, rows),
            left = new int[rows.Length];
        foreach (int group in groups)
            left[group]++;
        // Arrays of the right size at once: of a million images there is little room beside their embeddings.
        var blocks = new int[]?[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int[] block = blocks[groups[i]] ??= new int[left[groups[i]]];
            block[^left[groups[i]]--] = i;
        }
        return blocks
            .OfType<int[]>()
            .OrderByDescending(block => block.Length)
            .ThenBy(block => Key(block.Select(i => dataset.Rows[rows[i]].File).Min(StringComparer.Ordinal)!, seed));
    }

    // The first half of a SHA-256 orders as the whole does: no two files share it.
    private static UInt128 Key(string file, int seed) =>
        BinaryPrimitives.ReadUInt128BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{file}")))
        );

    // Label sets too rare to reach every split are balanced together, or none of them would ever be tested. A stratum
    // is one string, not one per row.
    private static string[] Pooled(IEnumerable<string> strata, int least)
    {
        var counts = strata.CountBy(s => s).ToDictionary();
        var pooled = counts.ToDictionary(s => s.Key, s => s.Value < least ? "\0rare" : s.Key);
        return [.. strata.Select(s => pooled[s])];
    }

    // A class, or the exact label set: the finest thing that can be balanced.
    private static string Stratum(ImageDataset dataset, ImageRow row) =>
        string.Join(';', dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present));

    private static void RequireEnough(ImageDataset dataset)
    {
        if (dataset.Kind != TargetKind.Classes)
            return;
        var counts = dataset
            .LabelNames.Select(
                (name, k) => (Name: name, Count: dataset.Rows.Count(r => r.Labels[k] == LabelState.Present))
            )
            .ToLookup(x => x.Count < MinPerClass);
        (string Name, int Count)[] poor = [.. counts[true]];
        if (poor.Length == 0)
            return;
        string[] rich = [.. counts[false].Select(x => x.Name)];
        string which = string.Join(", ", poor.Take(MostNamed).Select(x => $"'{x.Name}' ({x.Count})"));
        throw new InvalidInputException(
            dataset.Source,
            null,
            $"to train, validate and test, each class needs {MinPerClass} images or more; too few have: {which}"
                + $"{(poor.Length > MostNamed ? $" and {poor.Length - MostNamed} more" : "")}. Add images"
                + (
                    rich.Length < 2 ? "."
                    : rich.Length <= MostNamed ? $", or leave these classes out: --classes {string.Join(',', rich)}."
                    : ", or leave these classes out: name the others with --classes."
                )
        );
    }
}

/// <summary>How the rows were divided.</summary>
/// <param name="Splits">The split of each row.</param>
/// <param name="Notes">What the user should know of it.</param>
public sealed record SplitResult(IReadOnlyList<Split> Splits, IReadOnlyList<string> Notes)
{
    /// <summary>Those of the notes that say something of validation images alone.</summary>
    internal IReadOnlyList<string> ValidationNotes { get; init; } = [];

    /// <summary>Positions of the rows of one split, ascending.</summary>
    public int[] Rows(Split split) => [.. Enumerable.Range(0, Splits.Count).Where(i => Splits[i] == split)];
}
