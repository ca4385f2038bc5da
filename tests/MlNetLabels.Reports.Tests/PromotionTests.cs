using MlNetLabels.Metrics;
using MlNetLabels.Reports.Comparing;
using MlNetLabels.Runs;
using MlNetLabels.Runs.Retraining;

namespace MlNetLabels.Reports.Tests;

/// <summary>
/// How often the rules promote a challenger that is equal, or three points worse. Each trial draws its own 600 test images
/// with the probabilities of two models of about 85 % accuracy whose errors are partly their own.
/// </summary>
public sealed class PromotionTests(ITestOutputHelper output)
{
    private const int Trials = 200,
        Images = 600;

    private const double Worse = 0.03;

    [Trait("Speed", "Slow")]
    [Fact]
    public void Better_EqualChallenger_IsPromotedInAtMostFivePercent()
    {
        int promoted = Promoted(PromotionRule.Better, 0, seed: 18);

        // At most a twentieth of the trials, as the level promises.
        Assert.True(promoted <= Trials / 20, $"{promoted} of {Trials}");
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Better_ChallengerThreePointsWorse_IsNeverPromoted() =>
        Assert.Equal(0, Promoted(PromotionRule.Better, Worse, seed: 19));

    [Trait("Speed", "Slow")]
    [Fact]
    public void NotWorse_ChallengerThreePointsWorse_IsPromotedInAtMostFivePercent()
    {
        int promoted = Promoted(PromotionRule.NotWorse, Worse, seed: 20);

        Assert.True(promoted <= Trials / 20, $"{promoted} of {Trials}");
    }

    [Fact]
    public void Better_ChallengerRightOnMore_IsPromoted()
    {
        var (promote, reason) = Decide(
            PromotionRule.Better,
            SampleResults.Softmax(Images, i => i % 6 != 0),
            SampleResults.Softmax(Images, i => i % 12 != 0, confidence: 0.9)
        );

        Assert.True(promote, reason);
        Assert.Contains("accuracy of the softmax head", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Better_OnlyCalibrationBetter_IsNotPromoted()
    {
        var (promote, reason) = Decide(
            PromotionRule.Better,
            SampleResults.Softmax(Images, i => i % 10 != 0, confidence: 0.4),
            SampleResults.Softmax(Images, i => i % 10 != 0, confidence: 0.9)
        );

        Assert.False(promote);
        Assert.Contains("only", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PromotionRule.Better, false, "no figure is better")]
    [InlineData(PromotionRule.NotWorse, true, "no more than 2 points")]
    [InlineData(PromotionRule.GatesOnly, true, "no more than the gates")]
    [InlineData(PromotionRule.Never, false, "runs promote")]
    public void Decide_TheSameModel_FollowsTheRule(PromotionRule rule, bool promoted, string words)
    {
        var same = SampleResults.Softmax(Images, i => i % 7 != 0);

        var (promote, reason) = Decide(rule, same, same);

        Assert.Equal(promoted, promote);
        Assert.Contains(words, reason, StringComparison.Ordinal);
    }

    private int Promoted(PromotionRule rule, double worse, int seed)
    {
        var random = new Random(seed);
        int promoted = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            var (champion, challenger) = Draw(random, worse);
            promoted += Decide(rule, champion, challenger).Promote ? 1 : 0;
        }
        output.WriteLine(
            FormattableString.Invariant(
                $"{rule}, {worse:0%} worse: {promoted} of {Trials} promoted; its rate is at most {UpperBound(promoted):0.0%} (exact, 95 %)"
            )
        );
        return promoted;
    }

    private static (bool Promote, string Reason) Decide(
        PromotionRule rule,
        ReportContent champion,
        ReportContent challenger
    ) =>
        Promotion.Decide(
            rule,
            0.02,
            ContentComparer
                .Compare("champion", champion, "challenger", challenger, new BootstrapOptions { Seed = 1 }, [])
                .Figures
        );

    // Which of the two is the challenger is a coin's choice for each image, which makes them equal; then it is wrong on a
    // share more.
    private static (ReportContent, ReportContent) Draw(Random random, double worse)
    {
        var (champion, challenger) = (new List<float[]>(), new List<float[]>());
        for (int i = 0; i < Images; i++)
        {
            int truth = SampleResults.ClassOf(i);
            double[] shared = [.. SampleResults.Names.Select((_, k) => Normal(random) + (k == truth ? 2.3 : 0))];
            var (a, b) = (Probabilities(shared, random), Probabilities(shared, random));
            if (random.Next(2) == 0)
                (a, b) = (b, a);
            if (random.NextDouble() < worse / 0.85)
                b = Turned(b, truth);
            champion.Add(a);
            challenger.Add(b);
        }
        return (SampleResults.Softmax(champion), SampleResults.Softmax(challenger));
    }

    private static float[] Probabilities(double[] shared, Random random)
    {
        double[] powers = [.. shared.Select(x => Math.Exp(x + 0.5 * Normal(random)))];
        return [.. powers.Select(x => (float)(x / powers.Sum()))];
    }

    // Sure of another class: the largest probability goes there.
    private static float[] Turned(float[] given, int truth)
    {
        float[] turned = [.. given.Order()];
        (turned[truth], turned[(truth + 1) % 3]) = (turned.Min(), turned.Max());
        turned[(truth + 2) % 3] = 1 - turned[truth] - turned[(truth + 1) % 3];
        return turned;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // The rate at which so few would be seen in one of twenty cases (Clopper and Pearson), by halving.
    private static double UpperBound(int seen)
    {
        double low = 0,
            high = 1;
        for (int i = 0; i < 60; i++)
        {
            double rate = (low + high) / 2;
            if (AtMost(seen, rate) > 0.05)
                low = rate;
            else
                high = rate;
        }
        return high;
    }

    private static double AtMost(int seen, double rate)
    {
        double term = Math.Pow(1 - rate, Trials),
            sum = 0;
        for (int k = 0; k <= seen; k++)
        {
            sum += term;
            term *= (Trials - k) / (k + 1.0) * rate / (1 - rate);
        }
        return sum;
    }
}
