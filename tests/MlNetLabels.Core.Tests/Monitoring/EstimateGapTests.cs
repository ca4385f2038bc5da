using MlNetLabels.Core.Tests.Models;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>How far promises of calibrated probabilities were off on held-out images.</summary>
public sealed class EstimateGapTests
{
    // Probabilities are kept in single precision.
    private const double Rounding = 1e-6;

    [Fact]
    public void OfClasses_FourImages_IsTheMeanOfRightMinusProbability()
    {
        var probabilities = Rows([0.75f, 0.25f], [0.5f, 0.5f], [0.125f, 0.875f], [1, 0]);

        var gap = EstimateGap.OfClasses(probabilities, [0, 1, 1, 1], [0, 1, 2, 3])!;

        // Off by 0.25, -0.5 (of classes that are equal the first is said), 0.125 and -1; 1 is added to the squares.
        double mean = (0.25 - 0.5 + 0.125 - 1) / 4,
            squares = 1 + Square(0.25 - mean) + Square(-0.5 - mean) + Square(0.125 - mean) + Square(-1 - mean);
        Assert.Equal((4, 4), (gap.Images, gap.Groups));
        Assert.Equal(mean, gap.Mean, Rounding);
        Assert.Equal(Math.Sqrt(squares / 3), gap.Spread, Rounding);
        Assert.Equal(gap.Spread / 2, gap.StandardError, Rounding);
    }

    [Fact]
    public void OfClasses_ImagesOfAGroupAlike_CountAsOne()
    {
        var probabilities = new Matrix(80, 2);
        int[] truth = new int[80],
            groups = new int[80];
        for (int i = 0; i < 80; i++)
            (probabilities[i, 0], probabilities[i, 1], truth[i], groups[i]) = (0.5f, 0.5f, i / 4 % 2, i / 4);

        var grouped = EstimateGap.OfClasses(probabilities, truth, groups)!;
        var alone = EstimateGap.OfClasses(probabilities, truth, [.. Enumerable.Range(0, 80)])!;

        Assert.Equal((80, 20), (grouped.Images, grouped.Groups));
        Assert.Equal((alone.Mean, alone.Spread), (grouped.Mean, grouped.Spread));
        // Four alike tell what one tells: twice the error, but for n - 1 and the image that is added.
        Assert.Equal(2, grouped.StandardError / alone.StandardError, 0.05);
    }

    [Fact]
    public void OfClasses_ImagesOfAGroupThatCancelOut_AreNoReasonToBeSurer()
    {
        var probabilities = new Matrix(40, 2);
        foreach (ref float p in probabilities.Span)
            p = 0.5f;
        int[] truth = [.. Enumerable.Range(0, 40).Select(i => i % 2)];

        var grouped = EstimateGap.OfClasses(probabilities, truth, [.. truth.Select((_, i) => i / 2)])!;

        Assert.Equal(grouped.Spread / Math.Sqrt(40), grouped.StandardError, Rounding);
    }

    [Fact]
    public void OfClasses_AllRightAndSure_StillLeavesOneWrongPossible()
    {
        var probabilities = new Matrix(50, 2);
        for (int i = 0; i < 50; i++)
            probabilities[i, 0] = 1;

        var gap = EstimateGap.OfClasses(probabilities, new int[50], [.. Enumerable.Range(0, 50)])!;

        Assert.Equal(0, gap.Mean);
        Assert.Equal(1 / 49.0, gap.Spread * gap.Spread, Rounding);
    }

    // To first order: the two F1 differ by what the mean says, where few of many cells differ.
    [Fact]
    public void OfLabels_Mean_IsF1MinusThatWhichProbabilitiesPromise()
    {
        const int Images = 4000;
        var random = new Random(3);
        var probabilities = new Matrix(Images, 2);
        var truth = new LabelMatrix(Images, 2);
        double[] thresholds = [0.4, 0.6];
        double right = 0,
            said = 0,
            there = 0,
            promisedRight = 0,
            promisedThere = 0;
        for (int i = 0; i < Images; i++)
        for (int k = 0; k < 2; k++)
        {
            float p = probabilities[i, k] = random.NextSingle();
            // Less often than it says.
            bool isThere = random.NextDouble() < 0.95 * p,
                isSaid = p >= thresholds[k];
            truth[i, k] =
                i % 7 == 0 ? LabelState.Unknown
                : isThere ? LabelState.Present
                : LabelState.Absent;
            if (i % 7 == 0)
                continue;
            (said, there, right) = (
                said + (isSaid ? 1 : 0),
                there + (isThere ? 1 : 0),
                right + (isSaid && isThere ? 1 : 0)
            );
            (promisedRight, promisedThere) = (promisedRight + (isSaid ? p : 0), promisedThere + p);
        }

        var gap = EstimateGap.OfLabels(probabilities, thresholds, truth, [.. Enumerable.Range(0, Images)])!;

        double difference = 2 * right / (said + there) - 2 * promisedRight / (said + promisedThere);
        Assert.InRange(difference, -0.05, -0.01);
        // The second order is the product of the relative errors of numerator and denominator, 5 % and 2 %.
        Assert.Equal(difference, gap.Mean, 0.001);
        Assert.Equal(gap.Spread / Math.Sqrt(Images), gap.StandardError, Rounding);
    }

    [Fact]
    public void Of_NoImageOrNoLabel_IsNone()
    {
        Assert.Null(EstimateGap.OfClasses(new Matrix(0, 2), [], []));
        Assert.Null(EstimateGap.OfLabels(new Matrix(2, 1), [0.5], new LabelMatrix(2, 1), [0, 1]));
    }

    [Fact]
    public void Load_Bundle_HasTheGapsOfBothHeads()
    {
        using var folder = new TemporaryFolder();
        foreach (var model in (Model[])[Mixture.ClassModel, Mixture.CrossClassModel, Mixture.CrossLabelModel])
        {
            model.Save(folder.File("m.mlabels"));

            var loaded = Model.Load(folder.File("m.mlabels")).Manifest;

            Assert.Equal(model.Manifest.Softmax?.Gap, loaded.Softmax?.Gap);
            Assert.Equal(model.Manifest.Labels!.Gap, loaded.Labels!.Gap);
            Assert.NotNull(loaded.Labels.Gap);
        }
    }

    [Theory]
    [InlineData(0, 0, 0.1, 0.1, "images held out")]
    [InlineData(30, 31, 0.1, 0.1, "groups held out")]
    [InlineData(30, 30, -1, 0.1, "spread")]
    [InlineData(30, 30, 0.1, -1, "error")]
    public void Load_GapThatCannotBe_IsRefused(int images, int groups, double spread, double error, string words)
    {
        using var folder = new TemporaryFolder();
        var (model, gap) = (Mixture.ClassModel, new EstimateGap(images, groups, 0, spread, error));
        model
            .With(model.Manifest with { Softmax = model.Manifest.Softmax! with { Gap = gap } })
            .Save(folder.File("m.mlabels"));

        var refused = Assert.Throws<InvalidInputException>(() => Model.Load(folder.File("m.mlabels")));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private static double Square(double x) => x * x;

    private static Matrix Rows(params float[][] rows)
    {
        var matrix = new Matrix(rows.Length, rows[0].Length);
        for (int i = 0; i < rows.Length; i++)
            rows[i].CopyTo(matrix.Row(i));
        return matrix;
    }
}
