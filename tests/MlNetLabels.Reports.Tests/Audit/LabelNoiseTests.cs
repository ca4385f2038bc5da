using MlNetLabels.Audit;
using MlNetLabels.Numerics;

namespace MlNetLabels.Reports.Tests.Audit;

public sealed class LabelNoiseTests
{
    private const int Rows = 20_000;

    // Four standard errors of a share of 0.1 among a quarter of the rows.
    private const double ShareTolerance = 0.017;

    [Fact]
    public void Fit_HonestLogitsAndFlippedClasses_FindsShareAndTemperature()
    {
        var (logits, given) = Draw(
            classes: 4,
            (truth, random) => random.NextDouble() < 0.1 ? (truth + 1 + random.Next(3)) % 4 : truth
        );

        var noise = LabelNoise.Fit(logits, given, isEachOwn: false);

        Assert.Equal(0.9, noise.Kept[0], ShareTolerance);
        Assert.Equal(0.1 / 3, noise.Stray[0], ShareTolerance / 3);
        // Logits are drawn at 1; a step of the grid is a tenth.
        Assert.InRange(noise.Temperature, 0.9, 1.1);
    }

    [Fact]
    public void Fit_ForgottenLabels_TellsThemFromMadeUpOnes()
    {
        var (logits, given) = Draw(classes: 2, (truth, random) => truth == 1 && random.NextDouble() < 0.2 ? 0 : truth);

        var noise = LabelNoise.Fit(logits, given, isEachOwn: true);

        Assert.Equal(0.8, noise.Kept[1], 2 * ShareTolerance);
        Assert.Equal(0, noise.Stray[1], ShareTolerance);
        Assert.Equal(1 - noise.Kept[1], noise.Stray[0], 1e-12);
    }

    [Fact]
    public void Fit_UnsureButRight_CallsNothingWrong()
    {
        var (logits, given) = Draw(classes: 3, (truth, _) => truth);

        var noise = LabelNoise.Fit(logits, given, isEachOwn: false);

        Assert.Equal(1, noise.Kept[0], 0.005);
    }

    [Fact]
    public void Wrong_ByHand_IsBayesRule()
    {
        var noise = new LabelNoise(1, [0.9, 0.9, 0.9], [0.05, 0.05, 0.05]);

        // 0.05 x 0.98 / (0.05 x 0.98 + 0.9 x 0.02) = 0.049 / 0.067.
        Assert.Equal(0.049 / 0.067, noise.Wrong(1, 0.02), 1e-12);
        Assert.Equal(1, noise.Wrong(1, 0));
        Assert.Equal(0, noise.Wrong(1, 1));
    }

    [Fact]
    public void Wrong_NoNoise_IsZeroEvenWhereNothingIsPossible() =>
        Assert.Equal(0, new LabelNoise(1, [1, 1], [0, 0]).Wrong(0, 0));

    // The truth is drawn from the probabilities that the logits give, so that these are honest by construction.
    private static (Matrix Logits, int[] Given) Draw(int classes, Func<int, Random, int> give)
    {
        var random = new Random(3);
        var logits = new Matrix(Rows, classes);
        var given = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            double mass = 0;
            for (int k = 0; k < classes; k++)
                mass += Math.Exp(logits[i, k] = (float)(random.NextDouble() * 12 - 6));
            double point = random.NextDouble() * mass;
            int truth = 0;
            while (truth < classes - 1 && (point -= Math.Exp(logits[i, truth])) > 0)
                truth++;
            given[i] = give(truth, random);
        }
        return (logits, given);
    }
}
