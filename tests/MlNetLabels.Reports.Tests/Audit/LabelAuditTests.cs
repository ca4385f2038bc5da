using MlNetLabels.Audit;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Tests.Audit;

public sealed class LabelAuditTests
{
    private const int Images = 300,
        Dimension = 16,
        Flipped = 18;

    // Class means lie 4 x sqrt(2) deviations apart, so that hardly an image is doubtful. The bar is the mean confidence
    // of a class, which
    // about a third of its images do not reach: that many errors stay hidden, and nearly nothing else is suspected.
    private const double Separation = 4,
        LeastRecall = 0.6,
        LeastPrecision = 0.9;

    private static readonly string[] Names = ["ant", "bee", "cat"];

    [Theory, InlineData(TargetKind.Classes), InlineData(TargetKind.LabelSets)]
    public void Find_PlantedErrors_FindsMostAndLittleElse(TargetKind kind)
    {
        var (data, flipped) = WithErrors(kind);

        int[] found =
        [
            .. LabelAudit
                .Find(data, new HeadOptions { L2 = 0.01 }, TestContext.Current.CancellationToken)!
                .Select(x => x.Suspect.Row)
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
            .Find(data, new HeadOptions { L2 = 0.01 }, TestContext.Current.CancellationToken)!
            .Where(x => flipped.Contains(x.Suspect.Row))
            .ToList();

        Assert.All(suspects, x => Assert.Equal(x.Suspect.Row % Names.Length, x.Suspect.Suggested));
        Assert.All(suspects, x => Assert.Equal((x.Suspect.Row + 1) % Names.Length, x.Suspect.Given));
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

        Assert.Null(LabelAudit.Find(small, new HeadOptions { L2 = 0.01 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ConfidentLearning_ByHand_SuspectsTheOneAboveTheOthersMean()
    {
        // Mean of class 0 among those given it: (0.9 + 0.8 + 0.2) / 3 = 0.63; of class 1: (0.7 + 0.9) / 2 = 0.8.
        var probabilities = new Matrix(5, 2, new[] { 0.9f, 0.1f, 0.8f, 0.2f, 0.2f, 0.8f, 0.3f, 0.7f, 0.1f, 0.9f });

        // The third is given 0, and its 0.8 for 1 reaches the mean (in single precision 0.8 is not below 0.8 of the
        // mean of 0.7 and 0.9).
        var suspect = Assert.Single(ConfidentLearning.Find(probabilities, [0, 0, 0, 1, 1]));
        Assert.Equal((2, 0, 1), (suspect.Row, suspect.Given, suspect.Suggested));
    }

    private static (EmbeddedDataset Data, int[] Flipped) WithErrors(TargetKind kind)
    {
        var random = new Random(11);
        var embeddings = new Matrix(Images, Dimension);
        for (int i = 0; i < Images; i++)
        for (int j = 0; j < Dimension; j++)
            embeddings[i, j] = (float)(Normal(random) + (j == i % Names.Length ? Separation : 0));
        int[] order = [.. Enumerable.Range(0, Images)];
        random.Shuffle(order);
        int[] flipped = order[..Flipped];
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
