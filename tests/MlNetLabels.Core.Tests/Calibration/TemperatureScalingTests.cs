using System.Text.Json;
using MlNetLabels.Calibration;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Calibration;

public sealed class TemperatureScalingTests
{
    // The reference's own optimiser stops near 1e-6; logits rounded to single precision move T less.
    private const double ReferenceTolerance = 1e-5;

    [Fact]
    public void Fit_FlowersValidation_EqualsReference()
    {
        var reference = ReferenceFiles.Json("calibration.json").GetProperty("temperature");
        var scaling = TemperatureScaling.Fit(
            reference.GetProperty("logits").ToMatrix(),
            reference.GetProperty("y").Ints()
        );
        Assert.Equal(reference.GetProperty("T").GetDouble(), scaling.Temperature, ReferenceTolerance);
        Assert.Null(scaling.Reason);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(20)]
    public void Fit_LogitsTimesAFactor_MultipliesTemperature(float factor)
    {
        var (logits, truth) = Noisy(7, 60);
        double before = TemperatureScaling.Fit(logits, truth).Temperature;
        foreach (ref float logit in logits.Span)
            logit *= factor;
        // Factors that are no power of two round the logits.
        Assert.Equal(factor, TemperatureScaling.Fit(logits, truth).Temperature / before, factor * 1e-5);
    }

    [Fact]
    public void Fit_Optimum_BeatsNeighboursInCrossEntropy()
    {
        var (logits, truth) = Noisy(8, 80);
        double best = TemperatureScaling.Fit(logits, truth).Temperature;
        Assert.True(CrossEntropy(logits, truth, best) < CrossEntropy(logits, truth, best * 1.001));
        Assert.True(CrossEntropy(logits, truth, best) < CrossEntropy(logits, truth, best / 1.001));
    }

    [Fact]
    public void Fit_TooFewRows_StaysOneAndSaysWhy()
    {
        var (logits, truth) = Noisy(9, TemperatureScaling.MinimumRows - 1);
        var scaling = TemperatureScaling.Fit(logits, truth);
        Assert.Equal(1, scaling.Temperature);
        Assert.Equal("19 held-out images; 20 are needed", scaling.Reason);
    }

    [Fact]
    public void Fit_EveryRowRight_StaysOneAndSaysWhy()
    {
        var (logits, truth) = Noisy(10, 30);
        for (int row = 0; row < truth.Length; row++)
            logits[row, truth[row]] = 9;
        var scaling = TemperatureScaling.Fit(logits, truth);
        Assert.Equal(1, scaling.Temperature);
        Assert.StartsWith("every held-out image is answered right", scaling.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LogitsAllEqual_StaysOneAndSaysWhy()
    {
        var scaling = TemperatureScaling.Fit(new Matrix(30, 3), new int[30]);
        Assert.Equal(1, scaling.Temperature);
        Assert.StartsWith("the scores say nothing", scaling.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_ImagesOfOneClassAlone_IsNotTriedAndSaysWhy()
    {
        var (logits, _) = Drawn(12, 30, 3);
        var chosen = TemperatureScaling.Choose(logits, new int[30]);
        Assert.Equal((1, true), (chosen.Temperature, chosen.WasNotTried));
        Assert.Equal("the 30 held-out images are all of one class; images of two are needed", chosen.Reason);
        Assert.StartsWith(
            "19 held-out",
            TemperatureScaling.Choose(logits.Select([.. Enumerable.Range(0, 19)]), new int[19]).Reason!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Choose_LogitsThreeTimesTooSure_TakesWhatFitGives()
    {
        var (logits, truth) = Drawn(12, 400, 3);
        var chosen = TemperatureScaling.Choose(logits, truth);
        Assert.Null(chosen.Reason);
        Assert.Equal(TemperatureScaling.Fit(logits, truth).Temperature, chosen.Temperature);
        Assert.True(chosen.Gain > chosen.GainStandardError);
    }

    [Fact]
    public void Choose_LogitsThatAreRight_MostlyStaysOneAndSaysWhy()
    {
        int kept = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var (logits, truth) = Drawn(100 + seed, 60, 1);
            var chosen = TemperatureScaling.Choose(logits, truth);
            if (chosen.Reason is not { } why)
                continue;
            kept++;
            Assert.Equal(1, chosen.Temperature);
            Assert.Contains("log-loss of rows held out from it", why, StringComparison.Ordinal);
        }
        // As for Platt scaling: a gain beyond one standard error is a chance of 16 % at most.
        Assert.InRange(kept, 42, 50);
    }

    // Classes drawn from softmax(z); the logits are z times the factor.
    private static (Matrix Logits, int[] Truth) Drawn(int seed, int rows, float factor)
    {
        var random = new Random(seed);
        var logits = new Matrix(rows, 3);
        var truth = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            double[] z = [.. Enumerable.Range(0, 3).Select(_ => 4 * random.NextDouble())];
            double mass = z.Sum(Math.Exp),
                at = random.NextDouble() * mass;
            while ((at -= Math.Exp(z[truth[i]])) > 0 && truth[i] < 2)
                truth[i]++;
            for (int k = 0; k < 3; k++)
                logits[i, k] = (float)(factor * z[k]);
        }
        return (logits, truth);
    }

    [Fact]
    public void Fit_LogitNotFinite_NamesRowAndColumn()
    {
        var (logits, truth) = Noisy(11, 30);
        logits[4, 1] = float.NaN;
        Assert.Contains(
            "Row 4, column 1",
            Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(logits, truth)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_NoTemperature_Throws(double temperature) =>
        Assert.Throws<InvalidInputException>(() => new TemperatureScaling(temperature));

    [Fact]
    public void Apply_Row_DividesLogits()
    {
        float[] calibrated = new float[2];
        new TemperatureScaling(2).Apply([3, -1], calibrated);
        Assert.Equal([1.5f, -0.5f], calibrated);
    }

    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        var scaling = new TemperatureScaling(1.25, "given");
        Assert.Equal(
            scaling,
            JsonSerializer.Deserialize<TemperatureScaling>(
                JsonSerializer.Serialize(scaling, JsonSerializerOptions.Web),
                JsonSerializerOptions.Web
            )
        );
    }

    private static double CrossEntropy(Matrix logits, int[] truth, double temperature) =>
        truth
            .Index()
            .Average(t =>
                Math.Log(logits.Row(t.Index).ToArray().Sum(z => Math.Exp((z - logits[t.Index, t.Item]) / temperature)))
            );

    private static (Matrix Logits, int[] Truth) Noisy(int seed, int rows)
    {
        var random = new Random(seed);
        var logits = new Matrix(rows, 3);
        int[] truth = [.. Enumerable.Range(0, rows).Select(_ => random.Next(3))];
        for (int row = 0; row < rows; row++)
        for (int k = 0; k < 3; k++)
            logits[row, k] = (float)((random.NextDouble() * 4) + (k == truth[row] ? 1 : 0));
        return (logits, truth);
    }
}
