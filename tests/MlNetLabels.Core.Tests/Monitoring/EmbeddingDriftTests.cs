using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>The two tests of embeddings, against figures worked out plainly and against what they promise.</summary>
public sealed class EmbeddingDriftTests
{
    // Products of some dozen single precision values.
    private const double Single = 1e-4;

    [Fact]
    public void Gram_OfRows_IsEveryDotProduct()
    {
        var rows = Noise(131, 19, 3);

        var gram = GramMatrix.Of(rows, default);

        for (int i = 0; i < rows.Rows; i++)
        for (int j = 0; j < rows.Rows; j++)
            Assert.Equal(Dot(rows, i, j), gram[i, j], Single);
    }

    [Fact]
    public void Discrepancy_SmallSets_IsTheSumOverPairs()
    {
        var rows = Noise(23, 4, 5);
        int[] window = [1, 4, 9, 16, 22];
        int[] others = [.. Enumerable.Range(0, 23).Except(window)];
        double[] squares =
        [
            .. Enumerable.Range(0, 23).SelectMany(i => Enumerable.Range(0, i).Select(j => Square(rows, i, j))).Order(),
        ];
        double Kernel(int i, int j) => Math.Exp(-Square(rows, i, j) / (2 * squares[squares.Length / 2]));
        double expected =
            window.SelectMany(i => window.Where(j => j != i).Select(j => Kernel(i, j))).Average()
            + others.SelectMany(i => others.Where(j => j != i).Select(j => Kernel(i, j))).Average()
            - 2 * window.SelectMany(i => others.Select(j => Kernel(i, j))).Average();

        double found = new MeanDiscrepancy(GramMatrix.Of(rows, default)).Of(window);

        Assert.Equal(expected, found, Single);
    }

    [Fact]
    public void Classifier_OneDimension_ComparesWithMeansOfOtherFolds()
    {
        // Of one dimension whitening is only a scale: scores are x times the difference of the other fold's means.
        var rows = new Matrix(8, 1, new float[] { -2, -1, 0, 1, 1, 2, -3, 2 });
        int[] folds = [0, 1, 0, 1, 0, 1, 0, 1];
        int[] window = [4, 5, 7];

        double found = new FisherClassifier(rows, folds, default).Of(window);

        // Fold 0 is scored by fold 1: window mean (2 + 2) / 2, reference mean (-1 + 1) / 2: x * 2. The window's 1 beats
        // -2, 0 and -3. Fold 1 by fold 0: 1 - (-5 / 3): the window's 2 and 2 beat -1 and 1.
        Assert.Equal(1, found);
        // With window and reference swapped all of it turns round, twice: still told apart.
        Assert.Equal(1, new FisherClassifier(rows, folds, default).Of([0, 1, 2, 3, 6]));
    }

    [Fact]
    public void Classifier_ReadingOneDimensionOfMany_BeatsThePlainMeanDifference()
    {
        // All but one dimension vary together and widely: only whitened products see the one that differs.
        var random = new Random(7);
        var rows = new Matrix(400, 12);
        for (int i = 0; i < rows.Rows; i++)
        {
            float common = (float)Normal(random);
            for (int j = 0; j < rows.Columns; j++)
                rows[i, j] = common + 0.1f * (float)Normal(random);
            if (i >= 200)
                rows[i, 0] += 0.3f;
        }
        int[] folds = [.. Enumerable.Range(0, 400).Select(i => i % 5)];

        double found = new FisherClassifier(rows, folds, default).Of([.. Enumerable.Range(200, 200)]);

        // A shift of 3 of its own deviations, of which the others' mean takes next to nothing: Phi(3 / sqrt(2)) = 0.983.
        Assert.InRange(found, 0.96, 1);
    }

    [Fact]
    public void Test_NoChange_AlarmsAsOftenAsPromised()
    {
        const int Runs = 400;
        const double Level = 0.1;
        int classifier = 0,
            discrepancy = 0;
        for (int seed = 0; seed < Runs; seed++)
        {
            var (c, d) = Test(Noise(60, 5, 2 * seed), Noise(30, 5, 2 * seed + 1), seed);
            classifier += c.PValue <= Level ? 1 : 0;
            discrepancy += d.PValue <= Level ? 1 : 0;
        }

        // Binomial(400, 0.1) lies within 18 and 64 with all but a chance of 1e-4 on either side.
        Assert.InRange(classifier, 18, 64);
        Assert.InRange(discrepancy, 18, 64);
    }

    [Fact]
    public void Test_MeanMoved_IsFoundByBoth()
    {
        var window = Noise(60, 5, 1);
        for (int i = 0; i < window.Rows; i++)
            window[i, 2] += 1.5f;

        var (classifier, discrepancy) = Test(Noise(100, 5, 2), window, 1);

        Assert.Equal((0.001, 0.001), (classifier.PValue, discrepancy.PValue));
        // Phi(1.5 / sqrt(2)) = 0.856, less what 160 rows do not tell.
        Assert.InRange(classifier.Value!.Value, 0.75, 0.92);
    }

    [Fact]
    public void Test_SpreadAlone_IsFoundByTheDiscrepancy()
    {
        var window = Noise(150, 5, 1);
        for (int i = 0; i < window.Span.Length; i++)
            window.Span[i] *= 2;

        var (classifier, discrepancy) = Test(Noise(150, 5, 2), window, 1);

        Assert.Equal(0.001, discrepancy.PValue);
        Assert.InRange(classifier.Value!.Value, 0.35, 0.65);
    }

    [Fact]
    public void Test_SameSeed_GivesTheSameBits() =>
        Assert.Equal(Test(Noise(50, 9, 1), Noise(40, 9, 2), 3), Test(Noise(50, 9, 1), Noise(40, 9, 2), 3));

    [Fact]
    public void Test_FewImages_SaysHowManyAreNeeded()
    {
        var (classifier, discrepancy) = Test(Noise(50, 3, 1), Noise(19, 3, 2), 1);

        Assert.Equal((null, null), (classifier.PValue, discrepancy.PValue));
        Assert.Contains("at least 20", classifier.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_ConstantColumns_AreNoTrouble()
    {
        var (classifier, discrepancy) = Test(new Matrix(40, 3), new Matrix(30, 3), 1);

        Assert.Equal((1, 1), (classifier.PValue, discrepancy.PValue));
    }

    private static (Finding Classifier, Finding Discrepancy) Test(Matrix reference, Matrix window, int seed) =>
        EmbeddingDrift.Test(reference, window, new WindowOptions { Seed = seed }, default);

    private static Matrix Noise(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var matrix = new Matrix(rows, columns);
        foreach (ref float value in matrix.Span)
            value = (float)Normal(random);
        return matrix;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Dot(Matrix rows, int i, int j) =>
        Enumerable.Range(0, rows.Columns).Sum(k => (double)rows[i, k] * rows[j, k]);

    private static double Square(Matrix rows, int i, int j) =>
        Enumerable.Range(0, rows.Columns).Sum(k => Math.Pow((double)rows[i, k] - rows[j, k], 2));
}
