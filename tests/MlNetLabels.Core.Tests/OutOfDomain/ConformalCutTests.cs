using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.OutOfDomain;

public class ConformalCutTests
{
    // Sums of at most a few hundred weights of the form 1/n.
    private const double Rounding = 1e-12;

    private static readonly double[] s_nineteen = [.. Enumerable.Range(1, 19).Select(i => (double)i)];

    [Fact]
    public void Fit_ReferenceScores_EqualsReference()
    {
        var reference = ReferenceFiles.Json("calibration.json").GetProperty("conformal");
        double[] scores = reference.GetProperty("scores").Doubles();
        foreach (var expected in reference.GetProperty("q").EnumerateObject())
        {
            double q =
                expected.Value.ValueKind == System.Text.Json.JsonValueKind.Null
                    ? double.PositiveInfinity
                    : expected.Value.GetDouble();
            Assert.Equal(q, ConformalCut.Fit(scores, double.Parse(expected.Name, CultureInfo.InvariantCulture)).Cut);
        }
    }

    [Theory]
    [InlineData(0.05, 19)]
    [InlineData(0.1, 18)]
    [InlineData(0.06, 19)]
    [InlineData(0.5, 10)]
    [InlineData(0.99, 1)]
    public void Fit_Nineteen_TakesTheRankOfTheFormula(double alpha, double cut) =>
        Assert.Equal(cut, ConformalCut.Fit(s_nineteen, alpha).Cut);

    [Fact]
    public void Fit_TooFew_AcceptsAllAndSaysHowManyItTakes()
    {
        var cut = ConformalCut.Fit(s_nineteen, 0.04);

        Assert.True(cut.Accepts(double.MaxValue));
        Assert.Equal(0.05, cut.SmallestAlpha);
        Assert.Equal(
            "no image is ever rejected: 19 held-out images are too few for a reject rate of 4%, which takes 24. Add images, "
                + "or ask for a reject rate of 5% or more.",
            cut.Shortfall
        );
        Assert.Null(cut.WithAlpha(0.05).Shortfall);
    }

    [Fact]
    public void Fit_NoScores_AcceptsAll()
    {
        var cut = ConformalCut.Fit([]);

        Assert.True(cut.Accepts(1));
        Assert.Equal(1, cut.PValue(1));
    }

    [Fact]
    public void PValue_Ties_CountEqualScores()
    {
        var cut = ConformalCut.Fit([1, 2, 2, 3]);

        Assert.Equal([1, 1, 0.8, 0.4, 0.2], new[] { 0.5, 1, 2, 3, 3.5 }.Select(cut.PValue));
    }

    [Fact]
    public void PValue_Groups_SumsTheirShares()
    {
        // Group 7: 1 and 3; group 8: 2. Half of one of two groups reaches 3: p = (1 + 1/2) / (2 + 1), not above 0.5.
        var cut = ConformalCut.Fit([1, 2, 3], 0.5, [7, 8, 7]);

        Assert.Equal(0.5, cut.PValue(3), Rounding);
        Assert.Equal(2, cut.Cut);
        Assert.Equal(2, cut.Groups);
        Assert.Equal(double.PositiveInfinity, cut.WithAlpha(0.3).Cut);
    }

    [Fact]
    public void Cut_AnyScoresGroupsAndRate_RejectsExactlyThePValuesUpToAlpha() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Generated,
                sample =>
                {
                    var cut = ConformalCut.Fit(sample.Scores, sample.Alpha, sample.Groups);
                    return Enumerable
                        .Range(-1, 24)
                        .Select(i => i / 2.0)
                        .All(s => cut.Accepts(s) == cut.PValue(s) > sample.Alpha + Rounding);
                }
            )
        );

    [Fact]
    public void Cut_EachImageItsOwnGroup_EqualsWithoutGroups() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Generated,
                sample =>
                    ConformalCut.Fit(sample.Scores, sample.Alpha).Cut
                    == ConformalCut.Fit(sample.Scores, sample.Alpha, [.. Enumerable.Range(0, sample.Scores.Length)]).Cut
            )
        );

    [Fact]
    public void Cut_OtherOrderOfImages_SameBits() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Generated,
                sample =>
                {
                    var (a, b) = (
                        ConformalCut.Fit(sample.Scores, sample.Alpha, sample.Groups),
                        ConformalCut.Fit([.. sample.Scores.Reverse()], sample.Alpha, [.. sample.Groups.Reverse()])
                    );
                    return a.Cut == b.Cut && a.State.Weights!.SequenceEqual(b.State.Weights!);
                }
            )
        );

    [Fact]
    public void FromState_AnyCut_EqualsIt() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Generated,
                sample =>
                {
                    var cut = ConformalCut.Fit(sample.Scores, sample.Alpha, sample.Groups);
                    var restored = ConformalCut.FromState(cut.State);
                    return (restored.Cut, restored.Groups, restored.Alpha, restored.PValue(3))
                        == (cut.Cut, cut.Groups, cut.Alpha, cut.PValue(3));
                }
            )
        );

    [Fact]
    public void FromState_Damaged_Throws()
    {
        var sound = ConformalCut.Fit([1, 2, 3], 0.5, [7, 8, 7]).State;
        ConformalCutState[] damaged =
        [
            sound with
            {
                Alpha = 0,
            },
            sound with
            {
                Alpha = double.NaN,
            },
            sound with
            {
                Scores = [1, 3, 2],
            },
            sound with
            {
                Scores = [1, 2, double.NaN],
            },
            sound with
            {
                Weights = [0.5, 1],
            },
            sound with
            {
                Weights = [0.5, 1, 0.7],
            },
            sound with
            {
                Weights = [-0.5, 1, 0.5],
            },
        ];

        Assert.All(damaged, state => Assert.Throws<InvalidInputException>(() => ConformalCut.FromState(state)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Fit_RateOutsideZeroToOne_Throws(double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConformalCut.Fit(s_nineteen, alpha));

    [Fact]
    public void Fit_NotFiniteScore_Throws() =>
        Assert.Throws<InvalidInputException>(() => ConformalCut.Fit([1, double.NaN]));

    [Fact]
    public void EmpiricalCoverage_SomeOrNone_IsTheShareAcceptedOrNull()
    {
        var cut = ConformalCut.Fit(s_nineteen);

        Assert.Equal(0.75, cut.EmpiricalCoverage([1, 5, 19, 20]));
        Assert.Null(cut.EmpiricalCoverage([]));
    }

    private sealed record Sample(double[] Scores, int[] Groups, double Alpha);

    private static Arbitrary<Sample> Generated =>
        Arb.From(
            from size in Gen.Choose(1, 40)
            from scores in Gen.ArrayOf(Gen.Choose(0, 10), size)
            from groups in Gen.ArrayOf(Gen.Choose(0, 8), size)
            from percent in Gen.Choose(1, 99)
            select new Sample([.. scores.Select(s => (double)s)], groups, percent / 100.0)
        );
}
