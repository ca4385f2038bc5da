using MlNetLabels.Core.Tests.Data;
using MlNetLabels.Core.Tests.Models;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Monitoring;

/// <summary>Whether intervals of expected figures hold as often as they say, where the truth is known.</summary>
public sealed class EstimateCoverageTests
{
    private const int Repeats = 1500;

    // Four standard errors of a share of 95 % of so many repeats below it; a normal form and whole numbers of images
    // take up to one point more.
    private static readonly double s_least = 0.95 - 0.01 - 4 * Math.Sqrt(0.95 * 0.05 / Repeats);

    // Chances that are right by a curve of their logits: slope 1 and shift 0 are calibrated.
    [Theory]
    [InlineData(1.5, 1, 0, 120, 80)]
    [InlineData(1.5, 1, 0, 40, 200)]
    [InlineData(2.5, 0.6, 0, 120, 80)]
    [InlineData(1, 1.6, 0.3, 120, 80)]
    [InlineData(4, 1, 0, 120, 80)]
    [InlineData(6, 0.6, 0, 120, 80)]
    [InlineData(1.5, 1, 0, 20, 20)]
    [InlineData(1.5, 1, 0.3, 1000, 200)]
    public void Accuracy_CalibratedOrNot_LiesInTheInterval(
        double mean,
        double slope,
        double shift,
        int heldOut,
        int window
    )
    {
        var random = new Random(1);
        int within = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            var (held, heldTruth) = Draw(heldOut);
            int[] own = [.. Enumerable.Range(0, heldOut)];
            var gap = EstimateGap.OfClasses(held, heldTruth, own);
            var (images, truth) = Draw(window);
            var expected = new ExpectedAccuracy();
            for (int i = 0; i < window; i++)
                expected.Add(Math.Max(images[i, 0], images[i, 1]));
            var estimate = expected.Estimate(gap, null)!;
            double accuracy = Enumerable.Range(0, window).Average(i => Said(images, i) == truth[i] ? 1.0 : 0);
            within += accuracy >= estimate.Low && accuracy <= estimate.High ? 1 : 0;
        }

        Assert.InRange((double)within / Repeats, s_least, 1);

        (Matrix Probabilities, int[] Truth) Draw(int count)
        {
            var probabilities = new Matrix(count, 2);
            int[] truth = new int[count];
            for (int i = 0; i < count; i++)
            {
                double logit = Math.Abs(mean + 1.5 * Normal(random));
                probabilities[i, 0] = (float)Chance(logit);
                probabilities[i, 1] = 1 - probabilities[i, 0];
                truth[i] = random.NextDouble() < Chance(slope * logit + shift) ? 0 : 1;
            }
            return (probabilities, truth);
        }
    }

    // Labels of an image hang together: three of five are there or not at once.
    [Theory]
    [InlineData(1)]
    [InlineData(0.6)]
    public void F1_LabelsThatHangTogether_LiesInTheInterval(double slope)
    {
        const int Held = 200,
            Window = 100,
            Labels = 5;
        double[] thresholds = [0.4, 0.4, 0.4, 0.5, 0.5];
        var random = new Random(1);
        int within = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            var (held, heldTruth) = Draw(Held);
            var gap = EstimateGap.OfLabels(held, thresholds, heldTruth, [.. Enumerable.Range(0, Held)]);
            var (images, truth) = Draw(Window);
            var expected = new ExpectedF1();
            double right = 0,
                all = 0;
            for (int i = 0; i < Window; i++)
            {
                LabelProbability[] labels =
                [
                    .. Enumerable
                        .Range(0, Labels)
                        .Select(k => new LabelProbability(
                            $"{k}",
                            images[i, k],
                            thresholds[k],
                            images[i, k] >= thresholds[k]
                        )),
                ];
                expected.Add(labels);
                for (int k = 0; k < Labels; k++)
                {
                    bool isThere = truth[i, k] == LabelState.Present;
                    right += isThere && labels[k].Applies ? 2 : 0;
                    all += (isThere ? 1 : 0) + (labels[k].Applies ? 1 : 0);
                }
            }
            var estimate = expected.Estimate(gap, null)!;
            within += right / all >= estimate.Low && right / all <= estimate.High ? 1 : 0;
        }

        Assert.InRange((double)within / Repeats, s_least, 1);

        (Matrix Probabilities, LabelMatrix Truth) Draw(int count)
        {
            var probabilities = new Matrix(count, Labels);
            var truth = new LabelMatrix(count, Labels);
            for (int i = 0; i < count; i++)
            {
                double common = -0.5 + 1.5 * Normal(random),
                    draw = random.NextDouble();
                for (int k = 0; k < Labels; k++)
                {
                    double logit = k < 3 ? common : -1 + 1.5 * Normal(random);
                    probabilities[i, k] = (float)Chance(logit);
                    truth[i, k] =
                        (k < 3 ? draw : random.NextDouble()) < Chance(slope * logit)
                            ? LabelState.Present
                            : LabelState.Absent;
                }
            }
            return (probabilities, truth);
        }
    }

    // The whole way: heads, folds, temperature and cut, on classes that lie over one another, against new images.
    [Trait("Speed", "Slow")]
    [Theory]
    [InlineData(FitWay.Cross)]
    [InlineData(FitWay.Split)]
    public void Accuracy_OfTrainedModels_LiesInTheInterval(FitWay fit)
    {
        const int Models = 300,
            Window = 100;
        int within = 0,
            seen = 0;
        for (int seed = 1; seed <= Models; seed++)
        {
            var model = Mixture.Train(Overlapping(150, 2 * seed), fit);
            var images = Overlapping(Window, 2 * seed + 1);
            var predictions = model.Predict(images.Embeddings);
            var window = new PredictionWindow(model);
            for (int i = 0; i < Window; i++)
                window.Add(predictions[i], images.Embeddings.Row(i));
            int[] truth = images.Dataset.Classes([.. Enumerable.Range(0, Window)]);
            var answered = predictions.Index().Where(x => x.Item.Verdict != Verdict.Rejected).ToArray();
            double accuracy = answered.Average(x =>
                x.Item.Class == images.Dataset.LabelNames[truth[x.Index]] ? 1.0 : 0
            );
            var estimate = window.ExpectedAccuracy()!;
            seen += accuracy is > 0.6 and < 0.95 ? 1 : 0;
            within += accuracy >= estimate.Low && accuracy <= estimate.High ? 1 : 0;
        }

        // Neither all right nor chance, so that intervals have something to hold.
        Assert.InRange(seen, Models * 9 / 10, Models);
        // Four standard errors of 95 % of so many models below it.
        Assert.InRange((double)within / Models, 0.95 - 4 * Math.Sqrt(0.95 * 0.05 / Models), 1);
    }

    private static EmbeddedDataset Overlapping(int count, int seed)
    {
        var random = new Random(seed);
        var embeddings = new Matrix(count, Mixture.Dimension);
        for (int i = 0; i < count; i++)
        for (int j = 0; j < Mixture.Dimension; j++)
            embeddings[i, j] = (float)(Normal(random) + (j == i % 3 ? 1.8 : 0));
        return EmbeddedDataset.FromMatrix(Datasets.Classes(count, i => i % 3), embeddings, "overlapping.npy");
    }

    private static int Said(Matrix probabilities, int row) => probabilities[row, 0] >= probabilities[row, 1] ? 0 : 1;

    private static double Chance(double logit) => 1 / (1 + Math.Exp(-logit));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
