using FsCheck;
using FsCheck.Fluent;
using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>What must hold of every division, over random class sizes, groups, duplicates and seeds.</summary>
public sealed class SplitterProperties
{
    private sealed record Instance(int[] Classes, int[] Groups, int[] Copies, int Seed)
    {
        public int Count => Classes.Length;

        public ImageDataset Dataset(bool grouped) =>
            Datasets.Classes(
                Count,
                i => Classes[i],
                group: grouped ? i => Groups[i] == 0 ? null : $"g{Groups[i]}" : null
            );

        public string[] Contents(bool copies) =>
            [
                .. Enumerable
                    .Range(0, Count)
                    .Select(i => Datasets.Content(copies && Copies[i] > 0 ? $"copy {Copies[i]}" : $"row {i}")),
            ];
    }

    // Every class has at least the fewest images; groups and copies are few, so that links and chains of links occur.
    private static Arbitrary<Instance> Instances { get; } =
        (
            from classes in Gen.Choose(1, 4)
            from sizes in Gen.Choose(Splitter.MinPerClass, 30).ArrayOf(classes)
            let count = sizes.Sum()
            from groups in Gen.Choose(0, 12).ArrayOf(count)
            from copies in Gen.Choose(-20, 6).ArrayOf(count)
            from seed in Gen.Choose(0, 1000)
            select new Instance([.. sizes.SelectMany((size, k) => Enumerable.Repeat(k, size))], groups, copies, seed)
        ).ToArbitrary();

    [Fact]
    public void Divide_SingleImages_KeepsEveryShareWithinOneImageAClass() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Instances,
                x =>
                {
                    var result = Splitter.Divide(x.Dataset(false), x.Contents(false), x.Seed);
                    for (int k = 0; k <= x.Classes.Max(); k++)
                    {
                        int total = x.Classes.Count(c => c == k);
                        for (int s = 0; s < 3; s++)
                        {
                            int got = result.Rows((Split)s).Count(i => x.Classes[i] == k);
                            // One image is the finest that can be dealt.
                            Assert.True(
                                Math.Abs(got - Splitter.Shares[s] * total) <= 1,
                                $"class {k} of {total}: {got} for {(Split)s}"
                            );
                            Assert.True(got > 0, $"class {k} of {total} has no image for {(Split)s}");
                        }
                    }
                }
            )
        );

    [Fact]
    public void Divide_GroupsAndCopies_StayWhole() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Instances,
                x =>
                {
                    string[] contents = x.Contents(true);
                    var result = Splitter.Divide(x.Dataset(true), contents, x.Seed);
                    foreach (
                        var group in Enumerable.Range(0, x.Count).Where(i => x.Groups[i] > 0).GroupBy(i => x.Groups[i])
                    )
                        Assert.Single(group.Select(i => result.Splits[i]).Distinct());
                    foreach (var copy in Enumerable.Range(0, x.Count).GroupBy(i => contents[i]))
                        Assert.Single(copy.Select(i => result.Splits[i]).Distinct());
                }
            )
        );

    [Fact]
    public void Divide_RowsInAnotherOrder_GivesEachImageTheSameSplit() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Instances,
                x =>
                {
                    var data = x.Dataset(true);
                    string[] contents = x.Contents(true);
                    int[] order = [.. Enumerable.Range(0, x.Count)];
                    new Random(x.Seed).Shuffle(order);
                    var shuffled = data with { Rows = [.. order.Select(i => data.Rows[i])] };

                    var straight = Splitter.Divide(data, contents, x.Seed).Splits;
                    var mixed = Splitter.Divide(shuffled, [.. order.Select(i => contents[i])], x.Seed).Splits;

                    Assert.Equal(order.Select(i => straight[i]), mixed);
                }
            )
        );

    [Fact]
    public void Divide_SameSeed_SameDivision_AnotherSeed_Another()
    {
        var data = Datasets.Classes(60, i => i % 3);
        string[] contents = Datasets.Contents(60);

        Assert.Equal(Splitter.Divide(data, contents, 1).Splits, Splitter.Divide(data, contents, 1).Splits);
        Assert.Equal(
            20,
            Enumerable
                .Range(1, 20)
                .Select(seed => string.Concat(Splitter.Divide(data, contents, seed).Splits.Select(s => (int)s)))
                .Distinct()
                .Count()
        );
    }
}
