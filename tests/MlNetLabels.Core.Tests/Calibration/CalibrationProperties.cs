using FsCheck;
using FsCheck.Fluent;
using MlNetLabels.Calibration;

namespace MlNetLabels.Core.Tests.Calibration;

/// <summary>
/// What must hold of every fitted calibration; a failing seed is printed and makes the same rows again.
/// </summary>
public sealed class CalibrationProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Platt_SlopeGoesWithTheLabel_KeepsOrder() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var (logits, truth) = LabelCalibrationTests.Rows(seed, 30);
                    var platt = PlattScaling.Fit(logits, truth);
                    // Logits a quarter apart: closer ones, or ones far out, may round to the same probability.
                    return !platt.KeepsOrder
                        || Enumerable
                            .Range(-12, 24)
                            .All(i => platt.A == 0 || platt.Apply(i / 4.0) < platt.Apply((i + 1) / 4.0));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Isotonic_AnyRows_NeverReversesAndStaysInside() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var (logits, truth) = LabelCalibrationTests.Rows(seed, 30);
                    var isotonic = IsotonicCalibration.Fit(logits, truth);
                    double[] places = [.. Enumerable.Range(-1000, 2001).Select(i => i / 250.0 * 1.1)];
                    return places.Zip(places.Skip(1)).All(x => isotonic.Apply(x.First) <= isotonic.Apply(x.Second))
                        && places.All(x => isotonic.Apply(x) is > 0 and < 1);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Chosen_AnyRows_NeverReverses() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var (logits, truth) = LabelCalibrationTests.Rows(seed, 40);
                    var chosen = Calibrator.Choose(logits, truth).Calibration;
                    return chosen.KeepsOrder
                        && Enumerable.Range(-40, 80).All(i => chosen.Apply(i / 8.0) <= chosen.Apply((i + 1) / 8.0));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Temperature_AnyRow_KeepsOrder() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    double[] logits = [.. Enumerable.Range(0, 6).Select(_ => (double)random.Next(-50, 50))];
                    var scaling = new TemperatureScaling(0.01 + (random.NextDouble() * 99));
                    return logits.All(a => logits.All(b => (a < b) == (scaling.Apply(a) < scaling.Apply(b))));
                }
            )
            .QuickCheckThrowOnFailure();
}
