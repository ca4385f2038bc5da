using MlNetLabels.Audit;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Reports.Tests.Audit;

public sealed class LabelAuditTests
{
    private const int Images = 300,
        Dimension = 16,
        Flipped = 18;

    // Class means lie 4 x sqrt(2) deviations apart, so that hardly an image is doubtful: most of what is planted is found, and
    // nothing else.
    private const double Separation = 4,
        LeastRecall = 0.75,
        LeastPrecision = 0.95;

    private static readonly string[] Names = ["ant", "bee", "cat"];

    [Theory, InlineData(TargetKind.Classes), InlineData(TargetKind.LabelSets)]
    public void Find_PlantedErrors_FindsMostAndLittleElse(TargetKind kind)
    {
        var (data, flipped) = WithErrors(kind);

        int[] found =
        [
            .. LabelAudit
                .Find(data, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken)!
                .ProbablyWrong.Select(x => x.Suspect.Row)
                .Distinct(),
        ];

        double hits = found.Intersect(flipped).Count();
        Assert.InRange(hits / flipped.Length, LeastRecall, 1);
        Assert.InRange(hits / found.Length, LeastPrecision, 1);
    }

    [Fact]
    public void Find_PlantedErrors_SuggestsTheTrueClass()
    {
        var (data, flipped) = WithErrors(TargetKind.Classes);

        var suspects = LabelAudit
            .Find(data, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken)!
            .Suspects.Where(x => flipped.Contains(x.Suspect.Row))
            .ToList();

        Assert.All(suspects, x => Assert.Equal(x.Suspect.Row % Names.Length, x.Suspect.Suggested));
        Assert.All(suspects, x => Assert.Equal((x.Suspect.Row + 1) % Names.Length, x.Suspect.Given));
    }

    [Fact]
    public void Find_ALabelThatFewHave_IsNamedAsNotSearched()
    {
        var (data, _) = WithErrors(TargetKind.LabelSets);
        var rows = data.Dataset.Rows.Select(
            (row, i) => row with { Labels = [.. row.Labels.Take(2), i < 5 ? LabelState.Present : LabelState.Absent] }
        );
        data = data with { Dataset = data.Dataset with { Rows = [.. rows] } };

        var found = LabelAudit.Find(data, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken)!;

        Assert.Equal([2], found.TooFew);
        Assert.Equal(
            "Errors of 'cat' were not searched: that takes 10 images with and without a label.",
            LabelAudit.NotSearched(data.Dataset, found)
        );
    }

    [Fact]
    public void Find_AClassWithFewImages_IsNull()
    {
        var (data, _) = WithErrors(TargetKind.Classes);
        int[] few = [.. Enumerable.Range(0, 27)];
        var small = data with
        {
            Dataset = data.Dataset with { Rows = [.. few.Select(i => data.Dataset.Rows[i])] },
            Embeddings = data.Embeddings.Select(few),
            Contents = [.. few.Select(i => data.Contents[i])],
        };

        Assert.Null(LabelAudit.Find(small, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(TargetKind.Classes), InlineData(TargetKind.LabelSets)]
    public void Find_NothingWrong_ListsNothing(TargetKind kind)
    {
        var (data, _) = WithErrors(kind, flips: 0);

        var found = LabelAudit.Find(data, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken)!;

        Assert.Empty(found.Suspects);
        // Of 300 labels not one.
        Assert.InRange(found.Share, 0, 1.0 / Images);
    }

    [Fact]
    public void Find_PlantedErrors_TellsTheirShare()
    {
        var (data, _) = WithErrors(TargetKind.Classes);

        var found = LabelAudit.Find(data, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken)!;

        // A fifth of what is wrong cannot be told from what is hard.
        Assert.InRange(found.Share, 0.8 * Flipped / Images, 1.2 * Flipped / Images);
    }

    // Heads without its only group would call all of a class wrong, and heads of one class alone cannot be trained.
    [Theory, InlineData(TargetKind.Classes), InlineData(TargetKind.LabelSets)]
    public void Find_OneGroupOfAClass_IsNotSearchedAndTheOthersAre(TargetKind kind)
    {
        var (data, flipped) = WithErrors(kind);
        data = InGroups(data, i => IsOf(i, 0) ? "only" : $"{i % 10}");

        var found = LabelAudit.Find(data, new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken)!;

        Assert.Equal([0], found.NotSearched);
        int[] wrong = [.. found.ProbablyWrong.Select(x => x.Suspect.Row).Distinct()];
        Assert.InRange(wrong.Intersect(flipped).Count() / (double)wrong.Length, LeastPrecision, 1);
        Assert.InRange(wrong.Length, LeastRecall * flipped.Count(i => !IsOf(i, 0)), Flipped);

        bool IsOf(int i, int k) => data.Dataset.Rows[i].Labels[k] == LabelState.Present;
    }

    [Theory]
    [InlineData(LabelAudit.MinOfSets - 1, false)]
    [InlineData(LabelAudit.MinOfSets, true)]
    public void Find_LabelSets_TakeEnoughImages(int images, bool isSearched)
    {
        var (data, _) = WithErrors(TargetKind.LabelSets);
        int[] some = [.. Enumerable.Range(0, images)];

        var found = LabelAudit.Find(
            data.Select(some),
            new HeadOptions { L2 = 0.1 },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(isSearched, found is not null);
    }

    [Fact]
    public void Find_TwoClassesOneOfThemOneGroup_SearchesTheOther()
    {
        var (data, _) = WithErrors(TargetKind.Classes, flips: 0);
        int[] two = [.. Enumerable.Range(0, Images).Where(i => i % Names.Length < 2)];
        data = data with
        {
            Dataset = data.Dataset with { Rows = [.. two.Select(i => data.Dataset.Rows[i])] },
            Embeddings = data.Embeddings.Select(two),
            Contents = [.. two.Select(i => data.Contents[i])],
        };

        LabelAuditResult? Find(Func<int, string> group) =>
            LabelAudit.Find(InGroups(data, group), new HeadOptions { L2 = 0.1 }, TestContext.Current.CancellationToken);

        var found = Find(i => i % 2 == 0 ? "only" : $"{i % 10}")!;
        Assert.Equal([0], found.NotSearched);
        Assert.Empty(found.Suspects);
        Assert.Null(Find(i => i % 2 == 0 ? "only" : "one"));

        string? told = null;
        DoubtedLabel.Find(
            InGroups(data, i => i % 2 == 0 ? "only" : $"{i % 10}"),
            note: said => told = said,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.StartsWith(
            $"Label errors were not searched among images of '{Names[0]}' that are of one group",
            told,
            StringComparison.Ordinal
        );
    }

    private static EmbeddedDataset InGroups(EmbeddedDataset data, Func<int, string> group) =>
        data with
        {
            Dataset = data.Dataset with { Rows = [.. data.Dataset.Rows.Select((r, i) => r with { Group = group(i) })] },
        };

    // "At least 70 % of what is listed first is planted", on the photographs where the heads themselves err on every
    // fifth; of prints, which they tell apart, all but a few are found besides.
    [Trait("Speed", "Slow")]
    [Theory, InlineData("flowers", 0.0), InlineData("prints", 0.85)]
    public void Find_RealPhotographs_ListsPlantedErrorsFirst(string set, double leastFound)
    {
        var data = EmbeddedDataset.FromMatrix(
            DatasetReader.Read(SharedFiles.Path("reference", "embeddings", set + ".csv")),
            NpyFile.Read(SharedFiles.Path("reference", "embeddings", set + ".npy")),
            set
        );
        foreach (double share in new[] { 0.02, 0.05, 0.1 })
        {
            int first = 0,
                hits = 0,
                flips = 0;
            for (int seed = 1; seed <= 20; seed++)
            {
                var (given, flipped) = Flip(data, share, seed);
                var sure = LabelAudit
                    .Find(given, new HeadOptions { L2 = 0.3, Seed = seed }, TestContext.Current.CancellationToken)!
                    .Suspects.Where(x => x.Suspect.ProbabilityOfWrong >= 0.7)
                    .ToList();
                first += sure.Count;
                hits += sure.Count(x => flipped.Contains(x.Suspect.Row));
                flips += flipped.Count;
            }

            Assert.True(first > 0 && hits >= 0.7 * first, $"{set}, {share}: {hits} of {first}");
            Assert.True(hits >= leastFound * flips, $"{set}, {share}: {hits} of {flips} found");
        }
    }

    private static (EmbeddedDataset, HashSet<int>) Flip(EmbeddedDataset data, double share, int seed)
    {
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, data.Dataset.Rows.Count)];
        random.Shuffle(order);
        var flipped = order.Take((int)Math.Round(share * order.Length)).ToHashSet();
        int classes = data.Dataset.LabelNames.Count;
        int[] given = data.Dataset.Classes([.. Enumerable.Range(0, order.Length)]);
        foreach (int i in flipped)
            given[i] = (given[i] + 1 + random.Next(classes - 1)) % classes;
        var rows = data.Dataset.Rows.Select(
            (row, i) =>
                row with
                {
                    Labels =
                    [
                        .. Enumerable
                            .Range(0, classes)
                            .Select(k => k == given[i] ? LabelState.Present : LabelState.Absent),
                    ],
                }
        );
        return (data with { Dataset = data.Dataset with { Rows = [.. rows] } }, flipped);
    }

    private static (EmbeddedDataset Data, int[] Flipped) WithErrors(TargetKind kind, int flips = Flipped)
    {
        var random = new Random(11);
        var embeddings = new Matrix(Images, Dimension);
        for (int i = 0; i < Images; i++)
        for (int j = 0; j < Dimension; j++)
            embeddings[i, j] = (float)(Normal(random) + (j == i % Names.Length ? Separation : 0));
        int[] order = [.. Enumerable.Range(0, Images)];
        random.Shuffle(order);
        int[] flipped = order[..flips];
        var dataset = new ImageDataset
        {
            Source = "made up",
            Kind = kind,
            LabelNames = Names,
            Rows =
            [
                .. Enumerable
                    .Range(0, Images)
                    .Select(i => new ImageRow
                    {
                        File = $"{i}.jpg",
                        Path = $"{i}.jpg",
                        Labels =
                        [
                            .. Names.Select(
                                (_, k) =>
                                    k == (flipped.Contains(i) ? i + 1 : i) % Names.Length
                                        ? LabelState.Present
                                        : LabelState.Absent
                            ),
                        ],
                    }),
            ],
        };
        return (EmbeddedDataset.FromMatrix(dataset, embeddings, "made up"), flipped);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
