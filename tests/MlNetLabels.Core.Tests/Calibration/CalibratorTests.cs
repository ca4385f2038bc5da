using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Calibration;

public sealed class CalibratorTests
{
    [Theory]
    [InlineData(4, 30)]
    [InlineData(30, 4)]
    [InlineData(0, 9)]
    public void Choose_TooFewOfOneState_KeepsOwnProbabilitiesAndSaysWhy(int present, int absent)
    {
        double[] logits = [.. Enumerable.Range(0, present + absent).Select(i => (double)i)];
        bool[] truth = [.. Enumerable.Range(0, present + absent).Select(i => i < present)];
        var identity = Assert.IsType<IdentityCalibration>(Calibrator.Choose(logits, truth).Calibration);
        Assert.StartsWith(
            $"{present} held-out images have the label and {absent} do not",
            identity.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Choose_LogitsTwiceTooSure_ChoosesPlatt()
    {
        var (logits, truth) = Draw(1, 2000, x => 1 / (1 + Math.Exp(-x / 2)));
        var choice = Calibrator.Choose(logits, truth);
        // n = 2000: the standard error of the slope is about 0.03.
        Assert.Equal(-0.5, Assert.IsType<PlattScaling>(choice.Calibration).A, 0.1);
        Assert.True(choice.PlattLogLoss < choice.IdentityLogLoss);
    }

    [Fact]
    public void Choose_ProbabilityInSteps_ChoosesIsotonic()
    {
        var (logits, truth) = Draw(
            2,
            2000,
            x =>
                x < -1.5 ? 0.02
                : x < 2 ? 0.5
                : 0.98
        );
        Assert.IsType<IsotonicCalibration>(Calibrator.Choose(logits, truth).Calibration);
    }

    [Fact]
    public void Choose_TrueProbabilitiesAndFewRows_IsNotWonByIsotonicMemory()
    {
        int isotonic = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var (logits, truth) = Draw(100 + seed, 60, x => 1 / (1 + Math.Exp(-x)));
            if (Calibrator.Choose(logits, truth).Calibration is IsotonicCalibration)
                isotonic++;
        }
        // By likelihood on its own rows isotonic, the most flexible, wins all 20; held out it should win few.
        Assert.InRange(isotonic, 0, 5);
    }

    [Fact]
    public void Choose_GainWithinOneStandardError_KeepsOwnProbabilitiesAndSaysSo()
    {
        int kept = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var (logits, truth) = Draw(300 + seed, 60, x => 1 / (1 + Math.Exp(-x)));
            var choice = Calibrator.Choose(logits, truth);
            Assert.Equal(choice.Gain > choice.GainStandardError, choice.Calibration is not IdentityCalibration);
            if (choice.Calibration is not IdentityCalibration { Reason: { } why })
                continue;
            kept++;
            Assert.Contains("log-loss of rows held out from it", why, StringComparison.Ordinal);
        }
        // The logits are right already; more than one standard error above 0 is a chance of 16 % at most, and a
        // cross-validated gain is below 0 on average.
        Assert.InRange(kept, 42, 50);
    }

    [Fact]
    public void Gain_OfThreeRows_IsMeanAndStandardErrorByHand()
    {
        // Differences 0.1, 0.2 and 0.6: mean 0.3, variance 0.07.
        var gain = Gain.Over([0.5, 0.5, 0.8], [0.4, 0.3, 0.2]);
        Assert.Equal(0.3, gain.Mean, 15);
        Assert.Equal(Math.Sqrt(0.07 / 3), gain.StandardError, 15);
        Assert.True(gain.IsBeyondChance);
    }

    [Fact]
    public void Choose_LargerLogitsMeanAbsent_KeepsOwnProbabilitiesAndSaysWhy()
    {
        var (logits, truth) = Draw(3, 200, x => 1 / (1 + Math.Exp(x)));
        var identity = Assert.IsType<IdentityCalibration>(Calibrator.Choose(logits, truth).Calibration);
        Assert.Contains("the score is no higher where the label is there", identity.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_RowsInAnotherOrder_ChoosesTheSame()
    {
        var (logits, truth) = Draw(4, 80, x => 1 / (1 + Math.Exp(-x / 2)));
        var (first, second) = (
            Calibrator.Choose(logits, truth),
            Calibrator.Choose([.. logits.Reverse()], [.. truth.Reverse()])
        );
        Assert.Equal(first.Calibration.GetType(), second.Calibration.GetType());
        // The same folds, added in another order.
        Assert.Equal(first.IsotonicLogLoss!.Value, second.IsotonicLogLoss!.Value, 1e-12);
        Assert.Equal(first.PlattLogLoss!.Value, second.PlattLogLoss!.Value, 1e-9);
    }

    [Fact]
    public void ChooseEach_UnknownCells_AreLeftOut()
    {
        var (logits, states) = Draw(5, 100, x => 1 / (1 + Math.Exp(-x / 2)));
        var matrix = new Matrix(200, 2);
        var truth = new LabelMatrix(200, 2);
        for (int row = 0; row < 200; row++)
        {
            bool isKnown = row % 2 == 0;
            matrix[row, 0] = isKnown ? (float)logits[row / 2] : 1000;
            truth[row, 0] =
                !isKnown ? LabelState.Unknown
                : states[row / 2] ? LabelState.Present
                : LabelState.Absent;
            truth[row, 1] = LabelState.Unknown;
        }
        var choices = Calibrator.ChooseEach(matrix, truth, TestContext.Current.CancellationToken);
        Assert.Equal(Calibrator.Choose(Array.ConvertAll(logits, x => (double)(float)x), states), choices[0]);
        Assert.Equal(
            "of no held-out image it is known whether it has the label",
            Assert.IsType<IdentityCalibration>(choices[1].Calibration).Reason
        );
    }

    private static (double[] Logits, bool[] Truth) Draw(int seed, int rows, Func<double, double> probability)
    {
        var random = new Random(seed);
        double[] logits = [.. Enumerable.Range(0, rows).Select(_ => (random.NextDouble() * 8) - 4)];
        return (logits, [.. logits.Select(x => random.NextDouble() < probability(x))]);
    }
}
