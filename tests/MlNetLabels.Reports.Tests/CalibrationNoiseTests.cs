using MlNetLabels.Metrics;
using MlNetLabels.Reports.Building;
using MlNetLabels.Reports.Gates;

namespace MlNetLabels.Reports.Tests;

public sealed class CalibrationNoiseTests
{
    // A thousand draws of a share of one half: three standard errors.
    private const double DrawError = 0.05;

    [Fact]
    public void Simulate_TwoCoins_IsWhatCountingGives()
    {
        // Of two predictions at 0.5, none, one or two are right: the error is 0.5, 0 and 0.5, a half of the time 0.
        var noise = CalibrationNoise.Simulate([0.5, 0.5], [true, true])!;

        Assert.Equal(0.25, noise.Mean, DrawError);
        Assert.Equal(0.5, noise.Upper);
        Assert.Equal(0.5, noise.PValue, DrawError);
        Assert.Equal((0.0, 1.0), (noise.BandLow[7], noise.BandHigh[7]));
        Assert.Null(noise.BandLow[3]);
    }

    [Fact]
    public void Simulate_CalibratedModels_AreFoundOutInFiveOfAHundred()
    {
        var random = new Random(1);
        int beyond = 0,
            inBand = 0,
            points = 0;
        double found = 0,
            expected = 0;
        const int Sets = 400;
        for (int set = 0; set < Sets; set++)
        {
            var (confidences, hits) = Draw(random, 60, p => p);
            var noise = CalibrationNoise.Simulate(confidences, hits, set)!;
            if (noise.PValue <= 0.05)
                beyond++;
            found += CalibrationError.Expected(confidences, hits)!.Value / Sets;
            expected += noise.Mean / Sets;
            foreach (var (bin, i) in CalibrationError.Reliability(confidences, hits).Select((b, i) => (b, i)))
            {
                if (bin.HitRate is not { } rate)
                    continue;
                points++;
                if (rate >= noise.BandLow[i] - 1e-12 && rate <= noise.BandHigh[i] + 1e-12)
                    inBand++;
            }
        }
        // Binomial: 0.05 +- four standard errors of 0.011.
        Assert.InRange((double)beyond / Sets, 0.006, 0.094);
        Assert.Equal(expected, found, 0.004);
        // At least 95 %, since a bin of few predictions has few values to leave out.
        Assert.InRange((double)inBand / points, 0.94, 1);
    }

    [Fact]
    public void Simulate_ModelsTooSure_AreFoundOut()
    {
        var (confidences, hits) = Draw(new Random(2), 2000, p => p - 0.15);
        var noise = CalibrationNoise.Simulate(confidences, hits)!;

        Assert.True(noise.PValue < 0.01);
        Assert.True(CalibrationError.Expected(confidences, hits) > noise.Upper);
        Assert.Equal(0.15, noise.DebiasedRms!.Value, 0.03);
    }

    [Fact]
    public void DebiasedRms_GapOfTwentyPoints_HasNoBias()
    {
        var random = new Random(3);
        double debiased = 0,
            raw = 0;
        const int Sets = 4000;
        for (int set = 0; set < Sets; set++)
        {
            bool[] hits = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble() < 0.7)];
            var bins = CalibrationError.Reliability([.. hits.Select(_ => 0.5)], hits);
            debiased += Math.Pow(CalibrationNoise.DebiasedRms(bins)!.Value, 2) / Sets;
            raw += Math.Pow(0.5 - hits.Average(h => h ? 1.0 : 0), 2) / Sets;
        }
        // 0.2 squared; sampling adds 0.7 x 0.3 / 50 = 0.0042 to the raw square. The standard error is 0.0004.
        Assert.Equal(0.04, debiased, 0.0015);
        Assert.Equal(0.0442, raw, 0.0015);
    }

    [Theory]
    [InlineData(0.15, true)]
    [InlineData(0.25, false)]
    public void MaxEce_WithinWhatChanceMakes_Passes(double ece, bool passes)
    {
        var report = SampleReports.Prints();
        report = report with
        {
            Heads = report.Heads with
            {
                Softmax = report.Heads.Softmax! with { Test = report.Heads.Softmax.Test! with { Ece = ece } },
            },
            Calibration = new PerHead<CalibrationDiagrams>
            {
                Softmax = new CalibrationDiagrams
                {
                    After = new ReliabilityDiagram
                    {
                        Bins = [],
                        Ece = ece,
                        Noise = new CalibrationNoiseReport
                        {
                            Mean = 0.14,
                            Upper = 0.2,
                            PValue = 0.4,
                        },
                    },
                },
            },
        };

        var gate = Assert.Single(GateJudge.Judge(report, [new GateBound("maxEce", 0.1)]));

        Assert.Equal(passes, gate.Passed);
        Assert.Equal("at most 0.100 (or 0.200, chance alone)", Text.GateText.Bound(gate));
    }

    [Theory]
    [InlineData(0.1, "it changed nothing beyond chance", ", up to 0.100 by chance alone")]
    [InlineData(0.055, "it helped", "0.053 after; log loss")]
    [InlineData(null, "it helped", "0.053 after; log loss")]
    public void Render_CalibrationOfFewImages_IsNotPraisedForChance(double? byChance, string verdict, string figures)
    {
        ReliabilityDiagram diagram = new()
        {
            Bins = [],
            Ece = 0.053,
            LogLoss = 0.3,
            Noise = byChance is { } upper
                ? new()
                {
                    Mean = 0.04,
                    Upper = upper,
                    PValue = 0.4,
                }
                : null,
        };
        var report = SampleReports.Prints() with
        {
            Calibration = new()
            {
                Softmax = new() { Before = diagram with { Ece = 0.056, LogLoss = 0.4, Noise = null }, After = diagram },
            },
        };

        string page = Html.HtmlPage.Render(report);

        Assert.Contains($"fitted on images held out: {verdict} on these", page, StringComparison.Ordinal);
        Assert.Contains(figures, page, StringComparison.Ordinal);
    }

    private static (double[] Confidences, bool[] Hits) Draw(Random random, int count, Func<double, double> truth)
    {
        double[] confidences = [.. Enumerable.Range(0, count).Select(_ => 0.3 + 0.7 * random.NextDouble())];
        return (confidences, [.. confidences.Select(c => random.NextDouble() < truth(c))]);
    }
}
