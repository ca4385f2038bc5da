using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Runs.Retraining;

/// <summary>
/// Which images were ever trained or tested on, by content. Once a test image, always a test image: figures of different
/// runs are of images that none of them has seen. An image is known again by its bytes and by its embedding, so also
/// when it was moved, renamed or stored anew without loss.
/// </summary>
internal sealed class SeenImages
{
    private const string Identity = "image",
        Use = "use",
        Train = "train",
        Test = "test";

    // Sets of labels that fewer images have are dealt together, or none of them would ever be tested.
    private const int CommonSet = 5;

    private readonly Dictionary<string, bool> _isTest = new(StringComparer.Ordinal);

    /// <summary>Images that are known, counted by what they are known by.</summary>
    public int Count => _isTest.Count;

    /// <summary>What earlier runs saw; nothing where there is no file yet.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public static SeenImages Read(string path)
    {
        var seen = new SeenImages();
        if (!File.Exists(path))
            return seen;
        var table = Table.Read(path);
        if (!table.Columns.SequenceEqual([Identity, Use]))
            throw new InvalidInputException(path, 1, $"its columns must be {Identity},{Use}.");
        foreach (var row in table.Rows)
            seen.Add(
                row[Identity],
                row[Use] switch
                {
                    Test => true,
                    Train => false,
                    _ => throw new InvalidInputException(path, row.Line, $"'{row[Use]}' is neither train nor test."),
                }
            );
        return seen;
    }

    /// <summary>All of it as CSV, sorted, so that equal knowledge is equal bytes.</summary>
    public string ToCsv() =>
        CsvText.Write(
            _isTest
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .Select(x => new[] { x.Key, x.Value ? Test : Train }.AsEnumerable())
                .Prepend([Identity, Use])
        );

    /// <summary>Remembers how images were divided.</summary>
    public void Add(EmbeddedDataset data)
    {
        for (int i = 0; i < data.Dataset.Rows.Count; i++)
            foreach (string identity in data.Identities(i))
                Add(identity, data.Dataset.Rows[i].Split == Split.Test);
    }

    /// <summary>Takes over what another process remembered meanwhile.</summary>
    public void Add(SeenImages other)
    {
        foreach (var (identity, isTest) in other._isTest)
            Add(identity, isTest);
    }

    /// <summary>
    /// The data with every image for training or for testing: as it ever was; new ones as the data prescribe; else so
    /// that each class, or each set of labels, comes as near to the share as whole groups allow.
    /// </summary>
    /// <param name="data">All images.</param>
    /// <param name="share">Share to test on, in (0, 1).</param>
    /// <param name="seed">Of the order in which new images are dealt.</param>
    /// <param name="note">Told what the user should know.</param>
    public EmbeddedDataset Divide(EmbeddedDataset data, double share, int seed, Action<string> note)
    {
        var dataset = data.Dataset;
        int[] rows = [.. Enumerable.Range(0, dataset.Rows.Count)];
        string[] identities = [.. rows.Select(i => data.Identities(i).Last())];
        int[] groups = RowGroups.Assign(dataset, identities, rows);
        bool hasSplits = dataset.Rows.Any(row => row.Split is not null);
        var isTest = new bool?[rows.Length];
        int moved = 0;
        foreach (var group in rows.GroupBy(i => groups[i]))
        {
            bool? known = Known(group.SelectMany(data.Identities)),
                prescribed = hasSplits ? group.Any(i => dataset.Rows[i].Split == Split.Test) : null;
            moved += known is not null && prescribed is not null && known != prescribed ? group.Count() : 0;
            foreach (int i in group)
                isTest[i] = known ?? prescribed;
        }
        if (moved > 0)
            note(
                $"{moved} images are divided otherwise by the data now; those that earlier runs tested on stay test images, "
                    + "and those that they trained on stay training images."
            );
        Deal(dataset, groups, identities, isTest, share, seed);
        return data with
        {
            Dataset = dataset with
            {
                Rows =
                [
                    .. dataset.Rows.Select(
                        (row, i) => row with { Split = isTest[i]!.Value ? Split.Test : Split.Train }
                    ),
                ],
            },
        };
    }

    // Where one image of a group was tested on, all of it tests.
    private bool? Known(IEnumerable<string> identities)
    {
        bool? known = null;
        foreach (string identity in identities)
            if (_isTest.TryGetValue(identity, out bool isTest))
                known = isTest || (known ?? false);
        return known;
    }

    private static void Deal(
        ImageDataset dataset,
        int[] groups,
        string[] identities,
        bool?[] isTest,
        double share,
        int seed
    )
    {
        string[] sets =
        [
            .. dataset.Rows.Select(row =>
                string.Join(';', dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present))
            ),
        ];
        var counts = sets.CountBy(set => set).ToDictionary();
        string[] strata = [.. sets.Select(set => counts[set] < CommonSet ? "" : set)];
        var left = strata.CountBy(s => s).ToDictionary(x => x.Key, x => share * x.Value);
        for (int i = 0; i < isTest.Length; i++)
            left[strata[i]] -= isTest[i] == true ? 1 : 0;
        foreach (
            var group in Enumerable
                .Range(0, isTest.Length)
                .Where(i => isTest[i] is null)
                .GroupBy(i => groups[i])
                .OrderByDescending(group => group.Count())
                .ThenBy(group => Key(group.Min(i => identities[i])!, seed), StringComparer.Ordinal)
        )
        {
            // Into the test images while that brings their share nearer to what is wanted.
            double wanted = group.GroupBy(i => strata[i]).Sum(s => Math.Min(left[s.Key], s.Count()));
            bool test = wanted >= group.Count() / 2.0;
            foreach (int i in group)
            {
                isTest[i] = test;
                left[strata[i]] -= test ? 1 : 0;
            }
        }
    }

    private void Add(string identity, bool isTest) => _isTest[identity] = isTest || _isTest.GetValueOrDefault(identity);

    private static string Key(string identity, int seed) =>
        Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{identity}")))
        );
}
