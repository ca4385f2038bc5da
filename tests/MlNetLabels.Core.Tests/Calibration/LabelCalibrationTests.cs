using System.Text.Json;
using MlNetLabels.Calibration;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Calibration;

public sealed class LabelCalibrationTests
{
    // The reference's own optimiser stops near 1e-6.
    private const double ReferenceTolerance = 1e-5;

    // The reference writes its probabilities with 10 digits.
    private const double TenDigits = 1e-9;

    // One exponential and one division.
    private const double Rounding = 1e-15;

    [Fact]
    public void PlattFit_Reference_EqualsReference()
    {
        var reference = ReferenceFiles.Json("calibration.json").GetProperty("platt");
        var platt = PlattScaling.Fit(reference.GetProperty("scores").Doubles(), States(reference));
        Assert.Equal(reference.GetProperty("a").GetDouble(), platt.A, ReferenceTolerance);
        Assert.Equal(reference.GetProperty("b").GetDouble(), platt.B, ReferenceTolerance);
    }

    [Fact]
    public void PlattFit_ConstantLogits_GivesSmoothedBaseRate()
    {
        var platt = PlattScaling.Fit([2, 2, 2, 2], [true, false, false, false]);
        // Mean of the targets: one (1+1)/(1+2), three 1/(3+2).
        Assert.Equal(((2 / 3.0) + (3 / 5.0)) / 4, platt.Apply(2), 1e-10);
        Assert.Equal(0, platt.A);
    }

    [Fact]
    public void PlattFit_SeparableRows_ReachesSmoothedTargets()
    {
        // Two distinct logits can meet their targets exactly.
        var platt = PlattScaling.Fit([-1, -1, 1, 1], [false, false, true, true]);
        Assert.Equal(3 / 4.0, platt.Apply(1), 1e-9);
        Assert.Equal(1 / 4.0, platt.Apply(-1), 1e-9);
    }

    [Fact]
    public void PlattFit_LogitsShiftedAndScaled_GivesTheSameProbabilities()
    {
        var (logits, truth) = Rows(1, 50);
        double[] moved = Array.ConvertAll(logits, x => (x * 1e6) + 1e7);
        var (first, second) = (PlattScaling.Fit(logits, truth), PlattScaling.Fit(moved, truth));
        // Newton stops where the mean gradient is below 1e-11.
        Assert.All(logits.Zip(moved), x => Assert.Equal(first.Apply(x.First), second.Apply(x.Second), 1e-8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(800)]
    [InlineData(-800)]
    [InlineData(1.5)]
    public void Identity_AnyLogit_IsLogisticWithoutOverflow(double logit)
    {
        double expected = logit switch
        {
            0 => 0.5,
            800 => 1,
            -800 => 0,
            _ => 1 / (1 + Math.Exp(-logit)),
        };
        Assert.Equal(expected, new IdentityCalibration().Apply(logit), Rounding);
    }

    [Fact]
    public void IsotonicFit_Reference_EqualsReference()
    {
        var reference = ReferenceFiles.Json("calibration.json").GetProperty("isotonic");
        var isotonic = IsotonicCalibration.Fit(reference.GetProperty("scores").Doubles(), States(reference));
        Assert.All(
            reference.GetProperty("at").Doubles().Zip(reference.GetProperty("p").Doubles()),
            x => Assert.Equal(x.Second, isotonic.ApplyUnbounded(x.First), TenDigits)
        );
    }

    [Fact]
    public void IsotonicFit_RandomRowsWithTies_EqualsMinMaxFormula()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var (logits, truth) = Rows(seed, 40);
            var isotonic = IsotonicCalibration.Fit(logits, truth);
            double[] places = [.. logits.Distinct().Order()];
            // max over starts at or below, min over ends at or above, of the mean in between (Barlow and others, 1972).
            foreach (double at in places)
                Assert.Equal(
                    places
                        .Where(s => s <= at)
                        .Max(s =>
                            places
                                .Where(e => e >= at)
                                .Min(e =>
                                    logits
                                        .Zip(truth)
                                        .Where(x => x.First >= s && x.First <= e)
                                        .Average(x => x.Second ? 1.0 : 0)
                                )
                        ),
                    isotonic.ApplyUnbounded(at),
                    Rounding
                );
        }
    }

    [Fact]
    public void IsotonicApply_StepsOfOneState_StaysInsideWhatCountsSupport()
    {
        var isotonic = IsotonicCalibration.Fit([-3, -2, -1, 1, 2], [false, false, false, true, true]);
        Assert.Equal((0, 1), (isotonic.ApplyUnbounded(-9), isotonic.ApplyUnbounded(9)));
        Assert.Equal((1 / 5.0, 3 / 4.0), (isotonic.Apply(-9), isotonic.Apply(9)));
    }

    [Fact]
    public void IsotonicConstructor_FallingProbabilities_Throws() =>
        Assert.Throws<InvalidInputException>(() => new IsotonicCalibration([0, 1], [0.5, 0.4], 0.1, 0.9));

    [Fact]
    public void Fit_NotFiniteOrEmptyOrUneven_Throws()
    {
        Assert.Contains(
            "index 1",
            Assert.Throws<ArgumentException>(() => PlattScaling.Fit([0, double.NaN], [true, false])).Message,
            StringComparison.Ordinal
        );
        Assert.ThrowsAny<ArgumentException>(() => IsotonicCalibration.Fit([], []));
        Assert.ThrowsAny<ArgumentException>(() => IsotonicCalibration.Fit([1], []));
    }

    public static TheoryData<LabelCalibration> Calibrations() =>
        [
            new IdentityCalibration("few"),
            new PlattScaling(-1.25, 0.5),
            IsotonicCalibration.Fit([0, 1, 2, 3], [false, true, false, true]),
        ];

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void Json_WrittenAndRead_AppliesTheSame(LabelCalibration calibration)
    {
        string json = JsonSerializer.Serialize(calibration, JsonSerializerOptions.Web);
        var read = JsonSerializer.Deserialize<LabelCalibration>(json, JsonSerializerOptions.Web)!;
        Assert.Equal(calibration.GetType(), read.GetType());
        for (double logit = -4; logit <= 4; logit += 0.125)
            Assert.Equal(calibration.Apply(logit), read.Apply(logit));
    }

    [Theory]
    [InlineData("""{"method":"platt","a":"NaN","b":0}""")]
    [InlineData("""{"method":"platt","a":-1}""")]
    [InlineData("""{"method":"isotonic","logits":[1,0],"probabilities":[0,1],"floor":0.1,"ceiling":0.9}""")]
    [InlineData("""{"method":"isotonic","probabilities":[0,1],"floor":0.1,"ceiling":0.9}""")]
    [InlineData("""{"method":"beta","a":1}""")]
    public void Json_Damaged_Throws(string json)
    {
        var problem = Record.Exception(() =>
            JsonSerializer.Deserialize<LabelCalibration>(json, JsonSerializerOptions.Web)
        );
        Assert.True(problem is JsonException or InvalidInputException, $"{problem}");
    }

    internal static (double[] Logits, bool[] Truth) Rows(int seed, int rows)
    {
        var random = new Random(seed);
        double[] logits = [.. Enumerable.Range(0, rows).Select(_ => random.Next(-12, 13) / 4.0)];
        return (logits, [.. logits.Select(x => random.NextDouble() < 1 / (1 + Math.Exp(-x)))]);
    }

    private static bool[] States(JsonElement reference) =>
        Array.ConvertAll(reference.GetProperty("y").Ints(), y => y == 1);
}
