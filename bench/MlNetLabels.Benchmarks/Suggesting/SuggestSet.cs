using MlNetLabels.Benchmarks.OutOfDomain;
using MlNetLabels.Data;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>A set whose labels are hidden. Three tenths of its groups are test images, always the same ones.</summary>
/// <param name="Name">The set.</param>
/// <param name="Data">All of it.</param>
internal sealed record SuggestSet(string Name, EmbeddedDataset Data)
{
    // Of the drawings with labels so many at most, so that they do not outweigh the others' time.
    private const int MostRows = 1200;

    private const double Test = 0.3,
        Validation = 0.3,
        Pool = 0.8;

    private static readonly string[] s_names = ["prints", "flowers", "aquarium", "drawings-classes", "drawings-labels"];

    public static IReadOnlyList<SuggestSet> Of(string folder) =>
        [.. s_names.Select(name => new SuggestSet(name, Few(StrangerSets.Read(folder, name))))];

    /// <summary>The pool of a seed, and the validation images that judge what was learned from it.</summary>
    public (int[] Pool, int[] Judging) ForChoice(int seed)
    {
        var (validation, pool) = Divide(Data, NotTest, Validation, seed);
        return (pool, validation);
    }

    /// <summary>The pool of a seed, and the test images.</summary>
    public (int[] Pool, int[] Judging) ForCheck(int seed) =>
        (Divide(Data, NotTest, Pool, seed).First, Divide(Data, All(Data), Test, 0).First);

    public static string GroupOf(ImageRow row) => row.Group ?? row.File;

    private int[] NotTest => Divide(Data, All(Data), Test, 0).Second;

    private static (int[] First, int[] Second) Divide(EmbeddedDataset data, int[] rows, double share, int seed)
    {
        string[] groups = [.. rows.Select(i => GroupOf(data.Dataset.Rows[i])).Distinct().Order(StringComparer.Ordinal)];
        new Random(seed).Shuffle(groups);
        var first = groups.Take((int)Math.Round(share * groups.Length)).ToHashSet();
        return (
            [.. rows.Where(i => first.Contains(GroupOf(data.Dataset.Rows[i])))],
            [.. rows.Where(i => !first.Contains(GroupOf(data.Dataset.Rows[i])))]
        );
    }

    private static EmbeddedDataset Few(EmbeddedDataset data) =>
        data.Dataset.Rows.Count <= MostRows
            ? data
            : data.Select(Divide(data, All(data), (double)MostRows / data.Dataset.Rows.Count, 0).First);

    private static int[] All(EmbeddedDataset data) => [.. Enumerable.Range(0, data.Dataset.Rows.Count)];
}
