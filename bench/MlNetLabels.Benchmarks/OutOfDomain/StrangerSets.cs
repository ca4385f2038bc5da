using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary>A set to train on, and the strangers that its models are shown.</summary>
/// <param name="Name">The set.</param>
/// <param name="Inside">What models know.</param>
/// <param name="Strangers">What they do not, by name; near ones are of the same kind as the set.</param>
internal sealed record StrangerSets(
    string Name,
    EmbeddedDataset Inside,
    IReadOnlyList<(string Name, bool IsNear, Matrix Images)> Strangers
)
{
    // Of the drawings so many at most, whole emoji, so that no set outweighs the others' time.
    private const int MostRows = 1200;

    // Labels of the drawings that are held out: those that most drawings have.
    private const int MostHeldOut = 5;

    private static readonly string[] s_prints = ["building", "coat"];

    /// <summary>
    /// Every set of a folder that <c>embed</c> filled: prints, flowers, aquarium, drawings-classes, drawings-people and
    /// drawings-labels. Whole sets are far from one another, but for drawings among themselves; people are near to
    /// prints and to drawings of buildings and flags, and each class or label is near to the rest of its set.
    /// </summary>
    public static IEnumerable<StrangerSets> Of(string folder)
    {
        EmbeddedDataset prints = Read(folder, "prints"),
            flowers = Read(folder, "flowers"),
            aquarium = Read(folder, "aquarium"),
            classes = Read(folder, "drawings-classes"),
            labels = Sample(Read(folder, "drawings-labels"));
        Matrix people = Sample(Read(folder, "drawings-people")).Embeddings;
        (string, bool, Matrix)[] far =
        [
            ("prints", false, prints.Embeddings),
            ("flowers", false, flowers.Embeddings),
            ("aquarium", false, aquarium.Embeddings),
            ("drawings", false, labels.Embeddings),
        ];
        yield return new(
            "prints",
            prints.Take(s_prints),
            [("people", true, prints.Take(["people"]).Embeddings), .. far[1..]]
        );
        yield return new("flowers", flowers, [far[0], .. far[2..]]);
        yield return new("aquarium", aquarium, [.. far[..2], far[3]]);
        yield return new("drawings, classes", classes, [("people", true, people), .. far[..3]]);
        yield return new("drawings, labels", labels, far[..3]);
        foreach (string held in flowers.Dataset.LabelNames)
            yield return new(
                "flowers without " + held,
                flowers.Take([.. flowers.Dataset.LabelNames.Where(l => l != held)]),
                [(held, true, flowers.Take([held]).Embeddings)]
            );
        foreach (string held in aquarium.Dataset.LabelNames)
            yield return HoldOut("aquarium", aquarium, held);
        foreach (string held in Commonest(labels))
            yield return HoldOut("drawings", labels, held);
    }

    private static StrangerSets HoldOut(string name, EmbeddedDataset data, string label)
    {
        int column = data.Dataset.LabelNames.ToList().IndexOf(label);
        ILookup<bool, int> shows = Enumerable
            .Range(0, data.Dataset.Rows.Count)
            .ToLookup(i => data.Dataset.Rows[i].Labels[column] == LabelState.Present);
        var rest = data.Select([.. shows[false]]);
        return new(
            $"{name} without {label}",
            rest with
            {
                Dataset = rest.Dataset with
                {
                    LabelNames = [.. rest.Dataset.LabelNames.Where((_, k) => k != column)],
                    Rows =
                    [
                        .. rest.Dataset.Rows.Select(row =>
                            row with
                            {
                                Labels = [.. row.Labels.Where((_, k) => k != column)],
                            }
                        ),
                    ],
                },
            },
            [(label, true, data.Embeddings.Select([.. shows[true]]))]
        );
    }

    private static IEnumerable<string> Commonest(EmbeddedDataset data) =>
        data
            .Dataset.LabelNames.Select(
                (name, k) => (name, Count: data.Dataset.Rows.Count(row => row.Labels[k] == LabelState.Present))
            )
            .OrderByDescending(label => label.Count)
            .Take(MostHeldOut)
            .Select(label => label.name);

    private static EmbeddedDataset Sample(EmbeddedDataset data)
    {
        var groups = data.Dataset.Rows.Select(row => row.Group ?? row.File).Distinct().ToArray();
        new Random(1).Shuffle(groups);
        double share = Math.Min(1, (double)MostRows / data.Dataset.Rows.Count);
        var taken = groups.Take((int)(groups.Length * share)).ToHashSet();
        return data.Select([
            .. Enumerable
                .Range(0, data.Dataset.Rows.Count)
                .Where(i => taken.Contains(data.Dataset.Rows[i].Group ?? data.Dataset.Rows[i].File)),
        ]);
    }

    /// <summary>Embeddings of NAME.npy with the rows of NAME.csv.</summary>
    public static EmbeddedDataset Read(string folder, string name)
    {
        string file = Path.Combine(folder, name + ".npy");
        return EmbeddedDataset.FromMatrix(
            DatasetReader.Read(Path.ChangeExtension(file, ".csv")),
            NpyFile.Read(file),
            name
        );
    }
}
