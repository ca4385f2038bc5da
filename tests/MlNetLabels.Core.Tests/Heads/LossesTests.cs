using System.Text.Json;
using MlNetLabels.Heads;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class LossesTests
{
    // The reference is rounded to eight decimals, or cut off after the number of places that stands beside it, as in
    // the article.
    private const double EightPlaces = 0.5e-8,
        FourPlaces = 1e-4;

    // Sums of a handful of double precision terms of size one.
    private const double DoubleRounding = 1e-14;

    // Single precision keeps 24 bits; a softmax row sums a handful of them.
    private const float SingleRounding = 3e-7f;

    private static readonly double[] Article = [1.1479, -1.3265, 1.2661];

    [Fact]
    public void Softmax_ReferenceValues_Agrees()
    {
        foreach (var row in ReferenceFiles.Json("losses.json").GetProperty("softmax").EnumerateArray())
        {
            double tolerance = Tolerance(row);
            AssertClose(row.GetProperty("p").Doubles(), Losses.Softmax(row.GetProperty("x").Doubles()), tolerance);
        }
    }

    [Fact]
    public void Sigmoid_ReferenceValues_Agrees()
    {
        foreach (var row in ReferenceFiles.Json("losses.json").GetProperty("sigmoid").EnumerateArray())
        {
            double[] found = [.. row.GetProperty("x").Doubles().Select(Losses.Sigmoid)];
            AssertClose(row.GetProperty("p").Doubles(), found, Tolerance(row));
            Assert.Equal(row.GetProperty("sum").GetDouble(), found.Sum(), Tolerance(row));
        }
    }

    [Fact]
    public void CrossEntropy_ReferenceValues_Agrees()
    {
        foreach (var row in ReferenceFiles.Json("losses.json").GetProperty("cross_entropy").EnumerateArray())
            Assert.Equal(
                row.GetProperty("loss").GetDouble(),
                Losses.CrossEntropy(row.GetProperty("z").Doubles(), row.GetProperty("y").GetInt32()),
                DoubleRounding
            );
    }

    [Fact]
    public void BinaryCrossEntropy_ReferenceValues_Agrees()
    {
        foreach (var row in ReferenceFiles.Json("losses.json").GetProperty("bce_with_logits").EnumerateArray())
        {
            double mean = row.GetProperty("z")
                .Doubles()
                .Zip(row.GetProperty("y").Ints(), (z, y) => Losses.BinaryCrossEntropyWithLogits(z, y == 1))
                .Average();
            Assert.Equal(row.GetProperty("mean_loss").GetDouble(), mean, DoubleRounding);
        }
    }

    // The article's values, restated so that a clone without the reference files tests them too.
    [Fact]
    public void Article_ThreeLogits_SoftmaxSumsToOneAndSigmoidsDoNot()
    {
        AssertClose([0.4525, 0.0381, 0.5093], Losses.Softmax(Article), FourPlaces);
        AssertClose([0.7591, 0.2097, 0.7801], [.. Article.Select(Losses.Sigmoid)], FourPlaces);
        Assert.Equal(1, Losses.Softmax(Article).Sum(), DoubleRounding);
        Assert.Equal(1.7489, Article.Sum(Losses.Sigmoid), FourPlaces);
        Assert.Equal(0.6746489241801168, Losses.CrossEntropy(Article, 2), DoubleRounding);
    }

    [Fact]
    public void Extremes_NeitherOverflowNorCancel()
    {
        double[] z = [1000, 0, -1000];

        Assert.Equal([1, 0, 0], Losses.Softmax(z));
        Assert.Equal(0, Losses.CrossEntropy(z, 0));
        Assert.Equal(1000, Losses.CrossEntropy(z, 1));
        Assert.Equal(2000, Losses.CrossEntropy(z, 2));
        Assert.Equal(1000, Losses.LogSumExp(z));
        Assert.Equal(-1000, Losses.LogSumExp([-1000, double.NegativeInfinity]));
        Assert.Equal((1, 0), (Losses.Sigmoid(1000), Losses.Sigmoid(-1000)));
        Assert.Equal(1000, Losses.BinaryCrossEntropyWithLogits(1000, false));
        Assert.Equal(0, Losses.BinaryCrossEntropyWithLogits(1000, true));
        Assert.Equal(1000, Losses.BinaryCrossEntropyWithLogits(-1000, true));
        Assert.Equal(0, Losses.BinaryCrossEntropyWithLogits(-1000, false));

        var single = new float[3];
        Losses.Softmax([1000f, 0, -1000], single);
        Assert.Equal([1, 0, 0], single);
    }

    [Fact]
    public void SmallLosses_KeepTheirDigits()
    {
        // -ln sigmoid(40) = ln(1 + e^-40) = e^-40 to sixteen digits, which 1 - p would round to 0.
        Assert.Equal(Math.Exp(-40), Losses.BinaryCrossEntropyWithLogits(40, true), Math.Exp(-40) * DoubleRounding);
        Assert.Equal(Math.Exp(-40), Losses.CrossEntropy([40, 0], 0), Math.Exp(-40) * DoubleRounding);
    }

    [Fact]
    public void Sigmoid_MirroredLogit_GivesTheRest()
    {
        for (double z = -40; z <= 40; z += 0.37)
            Assert.Equal(1, Losses.Sigmoid(z) + Losses.Sigmoid(-z), DoubleRounding);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(33)]
    public void Softmax_SinglePrecision_SumsToOneAndIgnoresAShift(int count)
    {
        float[] z = [.. Enumerable.Range(0, count).Select(i => 3 * MathF.Sin(i * 1.7f))],
            p = new float[count],
            shifted = new float[count];

        Losses.Softmax(z, p);
        Losses.Softmax([.. z.Select(x => x + 4)], shifted);

        Assert.Equal(1, p.Sum(), SingleRounding * count);
        // Adding 4 itself rounds each logit by up to 2^-22, which moves p by as much.
        for (int i = 0; i < count; i++)
            Assert.Equal(p[i], shifted[i], 1e-6f);
    }

    [Fact]
    public void Softmax_InPlace_GivesTheSame()
    {
        float[] z = [1, 2, 3],
            apart = new float[3];
        Losses.Softmax(z, apart);
        Losses.Softmax(z, z);

        Assert.Equal(apart, z);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void CrossEntropy_ClassThatIsNotThere_IsRefused(int truth) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses.CrossEntropy(Article, truth));

    [Fact]
    public void Empty_IsAllowedWhereItMeansSomething()
    {
        Losses.Softmax([], Array.Empty<float>());
        Assert.Equal(double.NegativeInfinity, Losses.LogSumExp([]));
    }

    private static double Tolerance(JsonElement row) =>
        row.TryGetProperty("places", out var places) ? Math.Pow(10, -places.GetInt32()) : EightPlaces;

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
