using FsCheck;
using FsCheck.Fluent;
using MlNetLabels.Heads;

namespace MlNetLabels.Core.Tests.Heads;

/// <summary>Laws of the activations, for any logits that a head may give.</summary>
public sealed class ActivationProperties
{
    // A sum of up to twelve probabilities, each rounded once or twice.
    private const double SingleRounding = 12 * 1.2e-7,
        DoubleRounding = 12 * 2.3e-16;

    // Adding a shift of up to 50 to logits of up to 80 moves each by half a unit in the last place of 130.
    private const double ShiftRounding = 130 * 1.2e-7;

    [Fact]
    public void Softmax_AnyLogits_RowsSumToOne() =>
        For(
            Logits,
            z =>
            {
                var p = new float[z.Length];
                Losses.Softmax(Single(z), p);
                Assert.All(p, x => Assert.InRange(x, 0, 1));
                Assert.Equal(1, p.Sum(x => (double)x), SingleRounding);
                Assert.Equal(1, Losses.Softmax(z).Sum(), 50 * DoubleRounding);
            }
        );

    [Fact]
    public void Softmax_AnyShift_StaysTheSame() =>
        For(
            Gen.Zip(Logits, Shift),
            x =>
            {
                var (z, shift) = x;
                var (plain, shifted) = (new float[z.Length], new float[z.Length]);
                Losses.Softmax(Single(z), plain);
                Losses.Softmax(Single([.. z.Select(v => v + shift)]), shifted);
                for (int j = 0; j < z.Length; j++)
                    Assert.Equal(plain[j], shifted[j], ShiftRounding);
            }
        );

    [Fact]
    public void Softmax_LogitsPermuted_PermutesTheProbabilities() =>
        For(
            Logits,
            z =>
            {
                double[] forwards = Losses.Softmax(z),
                    backwards = Losses.Softmax([.. z.Reverse()]);
                for (int j = 0; j < z.Length; j++)
                    Assert.Equal(forwards[j], backwards[z.Length - 1 - j], 50 * DoubleRounding);
            }
        );

    [Fact]
    public void CrossEntropy_AnyLogits_IsMinusTheLogOfSoftmax() =>
        For(
            Logits,
            z =>
            {
                for (int k = 0; k < z.Length; k++)
                    Assert.Equal(-Math.Log(Losses.Softmax(z)[k]), Losses.CrossEntropy(z, k), 1e-11);
            }
        );

    [Fact]
    public void Sigmoid_MinusZ_IsOneMinusSigmoid() =>
        For(Logit, z => Assert.Equal(1 - Losses.Sigmoid(z), Losses.Sigmoid(-z), DoubleRounding));

    [Fact]
    public void BinaryCrossEntropy_PresentAtZ_IsAbsentAtMinusZ() =>
        For(
            Logit,
            z =>
                Assert.Equal(
                    Losses.BinaryCrossEntropyWithLogits(z, true),
                    Losses.BinaryCrossEntropyWithLogits(-z, false)
                )
        );

    private static Gen<double> Logit { get; } = Gen.Choose(-80_000, 80_000).Select(x => x / 1000.0);

    private static Gen<double> Shift { get; } = Gen.Choose(-50_000, 50_000).Select(x => x / 1000.0);

    private static Gen<double[]> Logits { get; } = Gen.Choose(1, 12).SelectMany(n => Logit.ArrayOf(n));

    private static void For<T>(Gen<T> values, Action<T> property) =>
        Check.QuickThrowOnFailure(Prop.ForAll(values.ToArbitrary(), property));

    private static float[] Single(double[] values) => [.. values.Select(v => (float)v)];
}
