using MlNetLabels.Core.Tests.Models;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>Windows of predictions of small models, with and without a change.</summary>
public sealed class PredictionWindowTests
{
    // A mean of sums in another order.
    private const double Rounding = 1e-9;

    [Fact]
    public void Examine_NewImagesOfTheSameKind_FindsNoChange()
    {
        var report = Window(Mixture.ClassModel, Mixture.Classes(150, seed: 9).Embeddings).Examine();

        Assert.False(report.HasChanged, report.Summary);
        Assert.Equal(["rejected", "classifier", "discrepancy"], report.Tests.Select(t => t.Name));
        Assert.All(report.Tests, test => Assert.NotNull(test.PValue));
        Assert.StartsWith("These 150 images look like", report.Summary, StringComparison.Ordinal);
        Assert.Equal(0.1, report.Tests[0].Expected);
        Assert.Equal(1, report.Predicted.Values.Sum(), Rounding);
        Assert.Equal(1, report.HeldOut.Values.Sum(), Rounding);
    }

    [Fact]
    public void Examine_ImagesMovedAway_AlarmsWithTheReasons()
    {
        var images = Mixture.Classes(100, seed: 9).Embeddings;
        // One image is answered, so that something is expected of it.
        for (int i = 1; i < images.Rows; i++)
            images[i, 5] += 8;

        var report = Window(Mixture.ClassModel, images).Examine();

        Assert.True(report.HasChanged);
        Assert.All(report.Tests, test => Assert.True(test.IsAlarm, test.Name));
        Assert.Contains("are rejected, where 10% was aimed at", report.Summary, StringComparison.Ordinal);
        Assert.Contains("AUROC", report.Summary, StringComparison.Ordinal);
        Assert.NotNull(report.ExpectedAccuracy);
        Assert.EndsWith("under an alarm this does not hold.", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_Classes_ExpectsTheMeanOfTheLargestProbabilitiesAndWhatItWasOffBy()
    {
        var model = Mixture.ClassModel;
        var images = Mixture.Classes(60, seed: 4).Embeddings;
        var answered = model.Predict(images).Where(p => p.Verdict != Verdict.Rejected).ToArray();

        var report = Window(model, images).Examine();

        var accuracy = report.ExpectedAccuracy!;
        double promised = answered.Average(p => p.Classes!.Max(c => c.Probability)) + model.Manifest.Softmax!.Gap!.Mean;
        Assert.Equal(Math.Min(1, promised), accuracy.Value, Rounding);
        Assert.InRange(accuracy.Value, accuracy.Low!.Value, accuracy.High!.Value);
        Assert.Null(accuracy.Reason);
        Assert.Equal(model.Description.Softmax!.Validation!.Accuracy, accuracy.HeldOut);
        Assert.Equal(
            model.Predict(images).Average(p => p.Classes!.Max(c => c.Probability)),
            report.MeanConfidence!.Value,
            Rounding
        );
        foreach (var (name, share) in report.Predicted)
            Assert.Equal(answered.Count(p => p.Class == name) / (double)answered.Length, share, Rounding);
    }

    [Fact]
    public void Examine_LabelSets_ExpectsF1OfTheProbabilities()
    {
        var model = Mixture.LabelModel;
        var images = Mixture.LabelSets(60, seed: 4).Embeddings;
        LabelProbability[] labels =
        [
            .. model.Predict(images).Where(p => p.Verdict != Verdict.Rejected).SelectMany(p => p.Labels!),
        ];
        double right = labels.Where(l => l.Applies).Sum(l => l.Probability),
            wrong = labels.Where(l => l.Applies).Sum(l => 1 - l.Probability),
            missed = labels.Where(l => !l.Applies).Sum(l => l.Probability);

        var report = Window(model, images).Examine();

        Assert.Null(report.ExpectedAccuracy);
        Assert.Equal(
            Math.Min(1, 2 * right / (2 * right + wrong + missed) + model.Manifest.Labels!.Gap!.Mean),
            report.ExpectedF1!.Value,
            Rounding
        );
        Assert.Null(report.ExpectedF1.Low);
        Assert.Contains("several labels", report.ExpectedF1.Reason, StringComparison.Ordinal);
        Assert.Equal(["left", "right"], report.Predicted.Keys);
    }

    // F1 of truths drawn by the probabilities themselves: its mean and spread are what the interval stands for.
    [Fact]
    public void ExpectedF1_Interval_IsThatOfDrawnTruths()
    {
        var random = new Random(1);
        LabelProbability[] labels =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i => random.NextDouble())
                .Select(p => new LabelProbability("x", p, 0.4, p >= 0.4)),
        ];
        var expected = new ExpectedF1();
        expected.Add(labels);
        double[] drawn = new double[20_000];
        for (int i = 0; i < drawn.Length; i++)
        {
            double right = 0,
                all = 0;
            foreach (var label in labels)
            {
                bool isThere = random.NextDouble() < label.Probability;
                right += isThere && label.Applies ? 2 : 0;
                all += (isThere ? 1 : 0) + (label.Applies ? 1 : 0);
            }
            drawn[i] = right / all;
        }
        Array.Sort(drawn);

        var found = expected.Estimate(new EstimateGap(1_000_000, 1_000_000, 0, 0, 0), null)!;

        // The spread of F1 is 0.02; quantiles of 20,000 draws are right to a fiftieth of that, the normal form to a tenth.
        Assert.Equal(drawn.Average(), found.Value, 0.001);
        Assert.Equal(drawn[500], found.Low!.Value, 0.003);
        Assert.Equal(drawn[^500], found.High!.Value, 0.003);
    }

    [Fact]
    public void Examine_BundleThatDoesNotSayHowFarItWasOff_GivesNoInterval()
    {
        var model = Mixture.ClassModel;
        var older = model.With(model.Manifest with { Softmax = model.Manifest.Softmax! with { Gap = null } });

        var report = Window(older, Mixture.Classes(60, seed: 4).Embeddings).Examine();

        Assert.Equal((null, null), (report.ExpectedAccuracy!.Low, report.ExpectedAccuracy.High));
        Assert.Contains("train it again", report.ExpectedAccuracy.Reason, StringComparison.Ordinal);
        Assert.Contains("should be right (no interval: the model", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_ProbabilitiesNotCalibrated_SaysWhatTheEstimateRestsOn()
    {
        var report = Window(Mixture.ClassModel, Mixture.Classes(60, seed: 4).Embeddings).Examine();

        Assert.DoesNotContain("calibrated", report.Summary, StringComparison.Ordinal);
        Assert.EndsWith(
            "), by probabilities that are NOT calibrated.",
            WindowSummary.Of(report, isRough: true),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Examine_DomainCheckOff_SaysThatTheEstimateCountsEveryImage()
    {
        var off = Mixture.Train(Mixture.Classes(150), rejectRate: 0.001);

        var report = Window(off, Mixture.Classes(60, seed: 4).Embeddings).Examine();

        Assert.False(report.HasChanged);
        Assert.EndsWith(
            "if all are of the kind it was trained on: the domain check is off and leaves no other image out.",
            report.Summary,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Examine_NothingThatCouldBeTested_SaysNeitherYesNorNo()
    {
        var few = Mixture.Train(Mixture.Classes(30), rejectRate: 0.001);
        var (window, large) = (
            Window(few, Mixture.Classes(10, seed: 4).Embeddings),
            Window(Mixture.ClassModel, Mixture.Classes(10, seed: 4).Embeddings)
        );

        Assert.Null(window.Examine().HasChanged);
        Assert.Contains("cannot be said", window.Examine().Summary, StringComparison.Ordinal);
        Assert.NotNull(large.Examine().HasChanged);
        Assert.Null(large.NeverTested);
    }

    [Theory]
    [InlineData(19, 19, "only 19 images were held out, and an interval needs 20")]
    [InlineData(300, 19, "the 300 images held out make only 19 groups, and an interval needs 20")]
    [InlineData(20, 20, null)]
    public void Estimate_FewHeldOutImages_HasNoInterval(int images, int groups, string? reason)
    {
        var expected = new ExpectedAccuracy();
        expected.Add(0.75);

        var estimate = expected.Estimate(new EstimateGap(images, groups, 0.1, 0.1, 0.01), 0.8)!;

        Assert.Equal((reason, reason is null), (estimate.Reason, estimate.Low is not null));
        Assert.Equal(reason is null ? 0.85 : 0.75, estimate.Value, Rounding);
    }

    // The image or the mean off by more than there is.
    [Fact]
    public void Estimate_BeyondAllOrNone_IsCutThere()
    {
        var expected = new ExpectedAccuracy();
        expected.Add(0.99);

        var estimate = expected.Estimate(new EstimateGap(100, 100, 0.05, 0.2, 0.02), null)!;

        Assert.Equal((1.0, 1.0), (estimate.Value, estimate.High));
        // 1.96 of the root of 0.2² and 0.02².
        Assert.Equal(1 - 0.394, estimate.Low!.Value, 0.001);
    }

    [Fact]
    public void Add_SameImageAgain_CountsOnce()
    {
        var images = Mixture.Classes(30, seed: 4).Embeddings;
        var window = Window(Mixture.ClassModel, images.Append(images));

        Assert.Equal((30, 30), (window.Images, window.Repeated));
        Assert.Equal(30, window.Examine().Repeated);
    }

    [Fact]
    public void Add_OtherRejectRate_ChangesNoFigure()
    {
        var images = Mixture.Classes(40, seed: 4).Embeddings;

        Assert.Equal(
            Window(Mixture.ClassModel, images).Examine().Tests,
            Window(Mixture.ClassModel, images, rejectRate: 0.9).Examine().Tests
        );
    }

    [Fact]
    public void Examine_WrongCalls_AreRefused()
    {
        foreach (double rate in (double[])[0, -1, 0.00009, 0.51, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => new WindowOptions { FalseAlarmRate = rate });
        Assert.Throws<InvalidOperationException>(() => new PredictionWindow(Mixture.ClassModel).Examine());
    }

    // The smallest p-value, times three tests, must reach the rate.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.01)]
    [InlineData(0.0001)]
    public void Permutations_AnyRate_CanRaiseAnAlarm(double rate) =>
        Assert.True(3.0 / (new WindowOptions { FalseAlarmRate = rate }.Permutations + 1) < rate);

    [Fact]
    public void Options_Defaults_AreTheDocumentedOnes() =>
        Assert.Equal(
            (0.01, 1, 999),
            (new WindowOptions().FalseAlarmRate, new WindowOptions().Seed, new WindowOptions().Permutations)
        );

    private static PredictionWindow Window(Model model, Matrix images, double? rejectRate = null)
    {
        var window = new PredictionWindow(model);
        var predictions = model.Predict(images, rejectRate);
        for (int i = 0; i < images.Rows; i++)
            window.Add(predictions[i], images.Row(i));
        return window;
    }
}
