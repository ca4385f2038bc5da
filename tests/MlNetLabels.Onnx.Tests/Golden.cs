using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx.Tests;

/// <summary>Holds a graph's answers against the model's own.</summary>
internal static class Golden
{
    /// <summary>
    /// Of probabilities, and of scores relative to their size, or to 1 where they are differences near 0. From tensor
    /// and embedding they agree to 1e-6. The resize rounds its sums in another order; one unit in the last place of the
    /// tensor is all that changes, but the network carries it on to 1e-5 in the worst of 600 photos, whether the graph
    /// sums in single or in double.
    /// </summary>
    public const double Tolerance = 1e-5;

    // Graphs from images take scores as equal that differ by no more.
    private const double Tie = 1e-4;

    // A p-value is a share that both sides count alike; the graph states it in single precision.
    private const double SinglePrecision = 6e-8;

    // Of both checks.
    private const double MostNearTies = 0.03;

    public static void Equal(
        Model model,
        Matrix embeddings,
        OnnxAnswers answers,
        double? rejectRate = null,
        double tolerance = Tolerance
    )
    {
        var expected = model.Predict(embeddings, rejectRate, TestContext.Current.CancellationToken);
        var cut = model.DomainCut(rejectRate);
        int nearTies = 0;
        foreach (var (name, (shape, _)) in answers.Outputs)
            Assert.True(shape[0] == expected.Count, $"{name} has {shape[0]} rows");
        for (int i = 0; i < expected.Count; i++)
        {
            var (e, place) = (expected[i], $"row {i}");
            if (e.Classes is { } classes)
            {
                Near(classes.Select(c => c.Probability), answers.Floats("class_probabilities"), i, tolerance, place);
                Assert.Equal(e.Class, classes[(int)answers.Longs("class")[i]].Name);
            }
            else
                Assert.DoesNotContain("class_probabilities", answers.Outputs.Keys);
            if (e.Labels is { } labels)
            {
                Near(labels.Select(l => l.Probability), answers.Floats("label_probabilities"), i, tolerance, place);
                Assert.Equal(
                    labels.Select(l => l.Applies),
                    answers.Bools("label_applies").Skip(i * labels.Count).Take(labels.Count)
                );
            }
            else
                Assert.DoesNotContain("label_probabilities", answers.Outputs.Keys);
            bool isNear = Check("domain", e.Domain, cut, i);
            if (e.NewClass is { } newClass)
                isNear |= Check("new_class", newClass, model.NewClassCut!, i);
            else
                Assert.DoesNotContain("new_class_score", answers.Outputs.Keys);
            if (isNear)
                Assert.True(++nearTies <= MostNearTies * expected.Count, $"{nearTies} near ties of {expected.Count}");
            else
                Assert.True(
                    (Verdict)answers.Longs("verdict")[i] == e.Verdict,
                    $"{place}: {(Verdict)answers.Longs("verdict")[i]}, not {e.Verdict}"
                );
        }

        // Whether the image lies where the two sides may pool it to neighbouring places.
        bool Check(string name, DomainCheck e, ConformalCut set, int i)
        {
            string place = $"row {i}, {name}";
            double score = answers.Floats(name + "_score")[i],
                p = answers.Floats(name + "_p_value")[i];
            double size = Math.Max(1, Math.Abs(e.Score)),
                rounding = tolerance * size;
            if (model.DomainFolds.Count > 0 && Math.Abs(score - e.Score) > rounding)
            {
                // Where an image's score by a fold equals one of the fold's own to rounding, the two sides may count
                // one image more or less, and the pooled score goes to the neighbouring place.
                Assert.True(Math.Abs(p - e.PValue) <= 1.0 / (set.Groups + 1) + SinglePrecision, place);
                return true;
            }
            Assert.True(Math.Abs(score - e.Score) <= rounding, $"{place}: score {score}, not {e.Score}");
            // The p-value falls in steps: between two that the score's own tolerance allows, any will do, and ties
            // count for the image.
            double most = set.PValue(e.Score - rounding - Tie * size),
                least = set.PValue(e.Score + rounding);
            Assert.True(
                p >= least - SinglePrecision && p <= most + SinglePrecision,
                $"{place}: p-value {p}, not {e.PValue}"
            );
            return false;
        }
    }

    private static void Near(IEnumerable<double> expected, float[] actual, int row, double tolerance, string place)
    {
        double[] values = [.. expected];
        for (int k = 0; k < values.Length; k++)
        {
            float found = actual[row * values.Length + k];
            Assert.True(Math.Abs(found - values[k]) <= tolerance, $"{place}, column {k}: {found}, not {values[k]}");
        }
    }
}
