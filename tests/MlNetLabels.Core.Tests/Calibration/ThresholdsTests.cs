using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Calibration;

public sealed class ThresholdsTests
{
    // The reference's F1 comes from rounded precision and recall.
    private const double LastBit = 2e-16;

    [Fact]
    public void Choose_BestF1OnReference_EqualsReferenceExactly()
    {
        var reference = ReferenceFiles.Json("calibration.json").GetProperty("thresholds");
        double[][] probabilities = [.. reference.GetProperty("p").EnumerateArray().Select(r => r.Doubles())];
        int[][] truth = [.. reference.GetProperty("y").EnumerateArray().Select(r => r.Ints())];
        for (int k = 0; k < 7; k++)
        {
            var choice = Thresholds.Choose(
                $"{k}",
                Array.ConvertAll(probabilities, r => r[k]),
                Array.ConvertAll(truth, r => r[k] == 1),
                ThresholdRule.BestF1
            );
            Assert.Equal(reference.GetProperty("threshold")[k].GetDouble(), choice.Threshold);
            Assert.Equal(reference.GetProperty("f1")[k].GetDouble(), choice.F1!.Value, LastBit);
        }
    }

    public static TheoryData<string> Rules() =>
        ["best-f1", "precision:0.5", "precision:0.8", "precision:1", "recall:0.5", "recall:0.9", "recall:1"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Choose_RandomRowsWithTies_EqualsSearchOverAllCandidates(string text)
    {
        var rule = ThresholdRule.Parse(text);
        var random = new Random(6);
        for (int round = 0; round < 200; round++)
        {
            double[] probabilities = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(11) / 10.0)];
            bool[] truth = [.. probabilities.Select(p => random.NextDouble() < p)];
            if (!truth.Contains(true))
                continue;
            var choice = Thresholds.Choose("x", probabilities, truth, rule);
            Assert.Equal(Search(probabilities, truth, rule), choice.Threshold);
            Assert.Equal(
                Judge(probabilities, truth, choice.Threshold),
                (choice.Precision!.Value, choice.Recall!.Value, choice.F1!.Value)
            );
        }
    }

    [Fact]
    public void Choose_ExpectedF1_CutsMidwayBelowTheLastThatPays()
    {
        // All are 2.1: F1 of 1.8 / 3.1, 3.4 / 4.1, 4.0 / 5.1 and 4.2 / 6.1 for one to four labels. Truth has no say.
        var choice = Thresholds.Choose("x", [0.3, 0.9, 0.1, 0.8], [true, false, true, true], ThresholdRule.ExpectedF1);
        Assert.Equal(0.55, choice.Threshold, 15);
        Assert.Equal((0.5, 1 / 3.0, 0.4), (choice.Precision, choice.Recall, choice.F1));
    }

    [Fact]
    public void Choose_ExpectedF1OnRandomRowsWithTies_IsBestOfAllCuts()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            double[] p = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(1, 11) / 10.0)];
            double cut = ExpectedF1Cut.Choose(p);
            double[] cuts = [.. p.Distinct().OrderDescending()];
            int last = Array.FindLastIndex(cuts, q => q >= cut);
            Assert.Equal((cuts[last] + (last + 1 < cuts.Length ? cuts[last + 1] : 0)) / 2, cut, 15);
            Assert.Equal(cuts.Max(Expected), Expected(cut), 12);

            double Expected(double q) => 2 * p.Where(x => x >= q).Sum() / (p.Count(x => x >= q) + p.Sum());
        }
    }

    [Fact]
    public void Choose_OnePositiveTheHeadDislikes_MovesBestF1Only()
    {
        double[] p = [.. Enumerable.Repeat(0.98, 20), 0.04, .. Enumerable.Repeat(0.02, 20)];
        bool[] truth = [.. p.Select(x => x > 0.03)];

        // 0.04 is found at no cost, so best F1 goes there; by their own probabilities 25 in 26 of such images lack it.
        Assert.Equal(0.04, Thresholds.Choose("x", p, truth, ThresholdRule.BestF1).Threshold);
        Assert.Equal(0.51, Thresholds.Choose("x", p, truth, ThresholdRule.ExpectedF1).Threshold, 15);
    }

    [Fact]
    public void Default_OfTrainer_IsExpectedF1() =>
        Assert.Equal(ThresholdRule.ExpectedF1, new MlNetLabels.Models.TrainerOptions().Threshold);

    [Fact]
    public void Choose_PrecisionOutOfReach_TakesTheBestAndSaysSo()
    {
        var choice = Thresholds.Choose("x", [0.9, 0.8, 0.7], [false, true, true], ThresholdRule.WantedPrecision(0.9));
        Assert.Equal((0.7, 2 / 3.0), (choice.Threshold, choice.Precision));
        Assert.Equal("no threshold reaches a precision of 0.9; the best reached is 0.667", choice.Reason);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Choose_NoPositive_TakesDefaultAndSaysSo(string rule)
    {
        var choice = Thresholds.Choose("x", [0.9, 0.1], [false, false], ThresholdRule.Parse(rule));
        Assert.Equal((Thresholds.Default, null, 0), (choice.Threshold, choice.Recall, choice.F1));
        Assert.Equal("no held-out image is known to have the label", choice.Reason);
    }

    [Fact]
    public void Choose_NoRows_TakesDefaultWithoutFigures()
    {
        var choice = Thresholds.Choose("x", [], [], ThresholdRule.BestF1);
        Assert.Equal(
            (Thresholds.Default, null, null, null),
            (choice.Threshold, choice.Precision, choice.Recall, choice.F1)
        );
    }

    [Fact]
    public void Choose_Fixed_ShowsWhatItGives()
    {
        var choice = Thresholds.Choose("x", [0.9, 0.6, 0.5, 0.4], [true, false, true, true], ThresholdRule.Fixed(0.5));
        Assert.Equal((0.5, 2 / 3.0, 2 / 3.0, null), (choice.Threshold, choice.Precision, choice.Recall, choice.Reason));
    }

    [Fact]
    public void Choose_FixedAboveAll_HasNoPrecision() =>
        Assert.Null(Thresholds.Choose("x", [0.4], [true], ThresholdRule.Fixed(0.5)).Precision);

    [Fact]
    public void Choose_NotAProbability_NamesRow() =>
        Assert.StartsWith(
            "Row 1, column 'x'",
            Assert
                .Throws<InvalidInputException>(() =>
                    Thresholds.Choose("x", [0.5, double.NaN], [true, false], ThresholdRule.BestF1)
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void ChooseEach_UnknownCells_AreLeftOut()
    {
        var truth = new LabelMatrix(3, 1);
        truth[0, 0] = LabelState.Present;
        truth[2, 0] = LabelState.Unknown;
        var choice = Assert.Single(
            Thresholds.ChooseEach(["x"], new Matrix(3, 1, new[] { 0.7f, 0.2f, 0.9f }), truth, ThresholdRule.BestF1)
        );
        Assert.Equal((0.7f, 1.0), (choice.Threshold, choice.Precision));
    }

    private static double Search(double[] probabilities, bool[] truth, ThresholdRule rule)
    {
        var candidates = probabilities.Distinct().Select(q => (Q: q, Judged: Judge(probabilities, truth, q))).ToArray();
        var precise = candidates.OrderByDescending(c => c.Judged.Precision).ThenByDescending(c => c.Judged.Recall);
        return rule.Kind switch
        {
            ThresholdKind.BestF1 => candidates.OrderByDescending(c => c.Judged.F1).ThenBy(c => c.Q).First().Q,
            ThresholdKind.WantedRecall => precise.First(c => c.Judged.Recall >= rule.Value).Q,
            _ => candidates
                .Where(c => c.Judged.Precision >= rule.Value)
                .OrderByDescending(c => c.Judged.Recall)
                .ThenByDescending(c => c.Judged.Precision)
                .Append(precise.First())
                .First()
                .Q,
        };
    }

    private static (double Precision, double Recall, double F1) Judge(
        double[] probabilities,
        bool[] truth,
        double threshold
    )
    {
        double right = probabilities.Zip(truth).Count(x => x.First >= threshold && x.Second),
            predicted = probabilities.Count(p => p >= threshold),
            present = truth.Count(t => t);
        return (right / predicted, right / present, 2 * right / (predicted + present));
    }
}
