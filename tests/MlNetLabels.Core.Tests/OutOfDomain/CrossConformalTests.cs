using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public sealed class CrossConformalTests
{
    [Fact]
    public void Pool_ImagesByThemselves_GivesTheCrossConformalPValueExactly()
    {
        var random = new Random(3);
        for (int round = 0; round < 100; round++)
        {
            int n = random.Next(5, 40),
                folds = random.Next(2, 6);
            // Whole numbers, so that ties are common.
            double[] scores = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(30))];
            int[] foldOf = [.. Enumerable.Range(0, n).Select(i => i % folds)];
            var cross = CrossConformal.Fit(scores, foldOf, 0.2, []);
            for (int image = 0; image < 20; image++)
            {
                double[] byFold = [.. Enumerable.Range(0, folds).Select(_ => random.Next(-3, 33) + 0.5)];
                int asFarOut = Enumerable.Range(0, n).Count(i => scores[i] >= byFold[foldOf[i]]);

                double pooled = cross.Pool(byFold);

                double exact = (1.0 + asFarOut) / (n + 1);
                double got = cross.Cut.PValue(pooled);
                // Where the pooled scores tie across the place, no number has just so many at or above it.
                bool isTied =
                    asFarOut > 0 && asFarOut < n && Descending(scores)[asFarOut - 1] == Descending(scores)[asFarOut];
                if (isTied)
                    Assert.True(got >= exact);
                else
                    Assert.Equal(exact, got, 12);
                Assert.Equal(got > cross.Cut.Alpha, cross.Cut.Accepts(pooled));
            }
        }
    }

    [Fact]
    public void Pool_FoldsAlike_IsTheirMean()
    {
        var cross = CrossConformal.Fit([1, 2, 3, 4, 5, 6], [0, 1, 2, 0, 1, 2], 0.2, []);

        Assert.Equal(3.5, cross.Pool([3.4, 3.5, 3.6]), 12);
        Assert.Equal(9, cross.Pool([8, 9, 10]), 12);
    }

    [Fact]
    public void Pool_Groups_NeverGivesASmallerPValueThanByGroup()
    {
        var random = new Random(4);
        for (int round = 0; round < 100; round++)
        {
            int[] groups = [.. Enumerable.Range(0, 12).SelectMany(g => Enumerable.Repeat(g, random.Next(1, 5)))];
            int[] foldOf = [.. groups.Select(g => g % 3)];
            double[] scores = [.. groups.Select(_ => random.NextDouble())];
            var cross = CrossConformal.Fit(scores, foldOf, 0.2, groups);
            var sizes = groups.CountBy(g => g).ToDictionary();
            double[] byFold = [random.NextDouble(), random.NextDouble(), random.NextDouble()];

            double pooled = cross.Pool(byFold);

            double exact =
                (
                    1
                    + Enumerable
                        .Range(0, groups.Length)
                        .Where(i => scores[i] >= byFold[foldOf[i]])
                        .Sum(i => 1.0 / sizes[groups[i]])
                ) / 13;
            Assert.True(cross.Cut.PValue(pooled) >= exact - 1e-12);
            // Nor by image, which is what decides where groups are too few.
            double byImage =
                (1.0 + Enumerable.Range(0, groups.Length).Count(i => scores[i] >= byFold[foldOf[i]]))
                / (groups.Length + 1);
            Assert.True(cross.Cut.WithoutGroups().PValue(pooled) >= byImage - 1e-12);
        }
    }

    [Fact]
    public void Constructor_FoldsOfOtherScores_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => new CrossConformal(ConformalCut.Fit([1, 2, 3]), [0, 1]));

    private static double[] Descending(double[] scores) => [.. scores.OrderDescending()];
}
