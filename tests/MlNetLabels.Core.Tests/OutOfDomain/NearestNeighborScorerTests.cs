using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class NearestNeighborScorerTests
{
    // Both sides see rows rounded to single precision after scaling: 2^-24 a value, distances of the order of 1.
    private const double Rounding = 1e-6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(30, 1, 3)]
    [InlineData(7, 7, 10)]
    [InlineData(8, 8, 1)]
    [InlineData(9, 9, 9)]
    [InlineData(131, 17, 10)]
    [InlineData(300, 64, 25)]
    public void Score_AnyShape_EqualsSortedDistances(int rows, int dimensions, int k)
    {
        var training = SyntheticDomain.Training(rows, dimensions, classes: 1);
        var queries = SyntheticDomain.Input(70, dimensions, 1, seed: 7);
        var scorer = NearestNeighborScorer.Create(k);
        scorer.Fit(training, Token);

        double[] scores = scorer.Score(queries, Token);

        for (int q = 0; q < scores.Length; q++)
            Assert.Equal(
                Sorted(training.Input.AsMatrix(), queries.Embeddings.Row(q).ToArray())[Math.Min(k, rows) - 1],
                scores[q],
                Rounding
            );
    }

    [Fact]
    public void Score_RowSeenKTimes_IsZero()
    {
        var once = SyntheticDomain.Input(50, 12, 1, seed: 1);
        var scorer = NearestNeighborScorer.Create(3);
        scorer.Fit(
            new ScorerTraining { Input = once.Select([.. Enumerable.Range(0, 150).Select(i => i % 50)]) },
            Token
        );

        Assert.All(scorer.Score(once, Token), score => Assert.Equal(0, score));
    }

    [Fact]
    public void Score_NearlyEqualRows_KeepsItsDigits()
    {
        // Single precision dot products alone would lose distances of 1e-4: 1 - 1e-8 / 2 is 1.
        var training = new Matrix(40, 16);
        for (int i = 0; i < 40; i++)
        {
            training.Row(i).Fill(1);
            training[i, 0] += i * 4e-4f;
        }
        var scorer = NearestNeighborScorer.Create(2);
        scorer.Fit(new ScorerTraining { Input = new ScorerInput { Embeddings = training } }, Token);
        double expected = Sorted(training, training.Row(20).ToArray())[1];

        double actual = scorer.Score(new ScorerRow { Embedding = training.Row(20) });

        // Scaling rounds each value by up to 2^-26, sixteen of them against a distance of 1e-4.
        Assert.Equal(expected, actual, expected * 2e-3);
    }

    [Fact]
    public void Score_Cancelled_Throws()
    {
        var scorer = NearestNeighborScorer.Create(NearestNeighborScorer.DefaultNeighbors);
        scorer.Fit(SyntheticDomain.Training(50, 8), Token);

        Assert.ThrowsAny<OperationCanceledException>(() =>
            scorer.Score(SyntheticDomain.Input(5, 8, 3, seed: 2), new CancellationToken(true))
        );
    }

    private static double[] Sorted(Matrix training, float[] query)
    {
        double length = Math.Sqrt(query.Sum(v => (double)v * v));
        return
        [
            .. Enumerable
                .Range(0, training.Rows)
                .Select(i =>
                {
                    double norm = Math.Sqrt(training.Row(i).ToArray().Sum(v => (double)v * v)),
                        square = 0;
                    for (int j = 0; j < query.Length; j++)
                        square += Math.Pow(query[j] / length - training[i, j] / norm, 2);
                    return Math.Sqrt(square);
                })
                .Order(),
        ];
    }
}
