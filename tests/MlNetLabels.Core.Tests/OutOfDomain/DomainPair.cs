using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>A domain and images that are not of it.</summary>
internal sealed record DomainPair(string Name, TestSet Inside, Matrix Outside)
{
    /// <summary>
    /// Every pair that the shared sets allow: other sets (far) and held-out classes of the same set (near).
    /// </summary>
    public static IEnumerable<DomainPair> All()
    {
        var (prints, flowers, aquarium) = (TestSet.Prints(), TestSet.Flowers(), TestSet.Aquarium());
        var scans = prints.OnlyClasses(0, 1);
        yield return new("prints without people / people", scans, prints.OnlyClasses(2).Embeddings);
        yield return new("prints without people / flowers", scans, flowers.Embeddings);
        yield return new("prints without people / aquarium", scans, aquarium.Embeddings);
        yield return new("flowers / prints", flowers, prints.Embeddings);
        yield return new("flowers / aquarium", flowers, aquarium.Embeddings);
        yield return new("aquarium / prints", aquarium, prints.Embeddings);
        yield return new("aquarium / flowers", aquarium, flowers.Embeddings);
        foreach (var set in new[] { flowers, prints })
        foreach (int held in Enumerable.Range(0, set.ClassNames.Length))
            if (set == flowers || held < 2)
                yield return HoldOut(set, held);
        foreach (int held in Enumerable.Range(0, aquarium.ClassNames.Length))
            yield return HoldOut(aquarium, held);
    }

    private static DomainPair HoldOut(TestSet set, int held)
    {
        string name = $"{set.Name} without {set.ClassNames[held]} / {set.ClassNames[held]}";
        if (set.Labels is { } labels)
        {
            bool Shows(int i) => labels[i, held] == LabelState.Present;
            return new(
                name,
                set.Select(set.Where(i => !Shows(i))).WithoutLabel(held),
                set.Select(set.Where(Shows)).Embeddings
            );
        }
        return new(
            name,
            set.OnlyClasses([.. Enumerable.Range(0, set.ClassNames.Length).Where(k => k != held)]),
            set.OnlyClasses(held).Embeddings
        );
    }
}
