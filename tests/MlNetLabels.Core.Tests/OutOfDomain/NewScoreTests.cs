using MathNet.Numerics.LinearAlgebra;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>Scores on raw embeddings and of labels against their definitions, worked out in plain sums.</summary>
public class NewScoreTests
{
    // Sums in double precision of inputs and fitted values in single precision.
    private const double Relative = 1e-5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void MahalanobisPlusPlus_DrawnRows_IsMahalanobisOfUnitRows()
    {
        var training = SyntheticDomain.Training(120, 7).Complete();
        var unit = Unit((Matrix)training.Input.RawEmbeddings!);
        var scorer = OutOfDomainScorers.Create("mahalanobis++");
        scorer.Fit(training, Token);
        var plain = OutOfDomainScorers.Create("mahalanobis");
        plain.Fit(training with { Input = training.Input with { Embeddings = unit } }, Token);
        var input = SyntheticDomain.Input(20, 7, 3, seed: 8);

        double[] expected = plain.Score(input with { Embeddings = Unit((Matrix)input.RawEmbeddings!) }, Token);

        Near(expected, scorer.Score(input, Token));
    }

    [Fact]
    public void KnnRaw_DrawnRows_IsTheDistanceToTheTenthUnitRow()
    {
        var training = SyntheticDomain.Training(60, 5).Complete();
        var scorer = OutOfDomainScorers.Create("knn-raw");
        scorer.Fit(training, Token);
        var input = SyntheticDomain.Input(10, 5, 3, seed: 8);
        Matrix rows = Unit((Matrix)training.Input.RawEmbeddings!),
            queries = Unit((Matrix)input.RawEmbeddings!);

        double[] expected =
        [
            .. Enumerable
                .Range(0, queries.Rows)
                .Select(q =>
                    Enumerable
                        .Range(0, rows.Rows)
                        .Select(r =>
                            Math.Sqrt(Enumerable.Range(0, 5).Sum(j => Math.Pow((double)rows[r, j] - queries[q, j], 2)))
                        )
                        .Order()
                        .ElementAt(9)
                ),
        ];

        Near(expected, scorer.Score(input, Token));
    }

    [Fact]
    public void LabelEntropy_AnyLogits_IsTheSumOfBinaryEntropies()
    {
        var scorer = OutOfDomainScorers.Create("label-entropy");
        scorer.Fit(SyntheticDomain.Training(10, 4), Token);
        var input = SyntheticDomain.Input(50, 4, 3, seed: 2);

        double[] expected =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(i =>
                    input
                        .LabelLogits!.Row(i)
                        .ToArray()
                        .Sum(z =>
                        {
                            double p = 1 / (1 + Math.Exp(-(double)z));
                            return -p * Math.Log(p) - (1 - p) * Math.Log(1 - p);
                        })
                ),
        ];

        Near(expected, scorer.Score(input, Token));
        // Far beyond what exp can hold.
        foreach (float z in new[] { 0f, 800f, -800f })
            Assert.Equal(
                z == 0 ? 3 * Math.Log(2) : 0,
                scorer.Score(new ScorerRow { LabelLogits = new[] { z, z, z } }),
                12
            );
    }

    [Fact]
    public void Agreement_DrawnRows_IsTheSumByTheSpreadOnRowsHeldOut()
    {
        var training = SyntheticDomain.Training(200, 6).Complete();
        var scorer = OutOfDomainScorers.Create("agreement");
        scorer.Fit(training, Token);
        var input = SyntheticDomain.Input(20, 6, 3, seed: 8);

        double[] expected = new double[20];
        foreach (
            var (name, look) in new (string, Func<double, double>)[] { ("vim", s => s), ("mahalanobis++", Math.Log) }
        )
        {
            double[] held =
            [
                .. training
                    .InnerFolds!(Token)!
                    .SelectMany(fold => Fit(name, fold.Training).Score(fold.Held, Token))
                    .Select(look),
            ];
            double mean = held.Average(),
                spread = Math.Sqrt(held.Average(v => (v - mean) * (v - mean)));
            double[] scores = Fit(name, training).Score(input, Token);
            for (int i = 0; i < 20; i++)
                expected[i] += look(scores[i]) / spread;
        }

        Near(expected, scorer.Score(input, Token));
    }

    [Fact]
    public void Agreement_NoFolds_IsRefused() =>
        Assert.Throws<InvalidInputException>(() =>
            OutOfDomainScorers
                .Create("agreement")
                .Fit(SyntheticDomain.Training(20, 4) with { InnerFolds = _ => null }, Token)
        );

    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 8)]
    [InlineData(300, 9)]
    public void Covariance_AnyShape_IsThatOfMathNet(int rows, int columns)
    {
        var data = (Matrix)SyntheticDomain.Input(rows, columns, 2, seed: 4).Embeddings;
        var x = Matrix<double>.Build.Dense(rows, columns, (i, j) => data[i, j] - 0.5);

        var (moment, _) = Covariance.About(data, _ => Enumerable.Repeat(0.5, columns).ToArray(), Token);

        var expected = x.TransposeThisAndMultiply(x) / rows;
        for (int i = 0; i < columns; i++)
        for (int j = 0; j < columns; j++)
            Assert.Equal(expected[i, j], moment[i * columns + j], 12);
    }

    private static IOutOfDomainScorer Fit(string name, ScorerTraining training)
    {
        var scorer = OutOfDomainScorers.Create(name);
        scorer.Fit(training, Token);
        return scorer;
    }

    private static Matrix Unit(Matrix rows)
    {
        var unit = new Matrix(rows.Rows, rows.Columns);
        for (int i = 0; i < rows.Rows; i++)
        {
            double length = Math.Sqrt(rows.Row(i).ToArray().Sum(v => (double)v * v));
            for (int j = 0; j < rows.Columns; j++)
                unit[i, j] = (float)(rows[i, j] / length);
        }
        return unit;
    }

    private static void Near(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Relative * Math.Max(1, Math.Abs(expected[i])));
    }
}
