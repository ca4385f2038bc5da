using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// How often given classes are wrong, and how probably each one is. A row that truly is of class g is given it with
/// probability <c>Kept[g]</c>, and any other row with probability <c>Stray[g]</c>, whatever the image shows: class
/// conditional noise (Natarajan, Dhillon, Ravikumar and Tewari, NIPS 2013). The rates and the temperature that makes the
/// heads' probabilities honest are those of greatest likelihood, so that images that are merely hard are told apart from
/// wrong labels: hard ones are unsure, wrong ones surely something else.
/// </summary>
internal sealed record LabelNoise(double Temperature, IReadOnlyList<double> Kept, IReadOnlyList<double> Stray)
{
    // Ten times as sure and a tenth as sure, in steps that answers do not notice.
    private const double Coldest = 0.1,
        Step = 1.1;
    private const int Steps = 49;

    private const double StartingShare = 0.03,
        Tolerance = 1e-6;
    private const int MaxSteps = 100;

    /// <summary>Fits the temperature and the rates.</summary>
    /// <param name="logits">rows x classes, of heads that did not train on the row.</param>
    /// <param name="given">The class that the data gives each row.</param>
    /// <param name="isEachOwn">
    /// Whether each of two classes has a rate of its own, as where labels are forgotten more often than made up; else
    /// all share one, and what a wrong row is given is any of the others alike.
    /// </param>
    public static LabelNoise Fit(Matrix logits, ReadOnlySpan<int> given, bool isEachOwn)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(given.Length, logits.Rows);
        LabelNoise? best = null;
        double least = double.PositiveInfinity,
            temperature = Coldest;
        var own = new double[given.Length];
        for (int i = 0; i < Steps; i++, temperature *= Step)
        {
            OfGiven(logits, given, temperature, own);
            var (rates, loss) = Rates(own, given, logits.Columns, isEachOwn);
            if (loss < least)
                (best, least) = (rates with { Temperature = temperature }, loss);
        }
        return best!;
    }

    /// <summary>Probability that the class given to a row is wrong.</summary>
    /// <param name="given">The class.</param>
    /// <param name="probability">The heads' probability of it, at <see cref="Temperature"/>.</param>
    public double Wrong(int given, double probability)
    {
        double wrong = Stray[given] * (1 - probability),
            right = Kept[given] * probability;
        return wrong + right > 0 ? wrong / (wrong + right) : 0;
    }

    /// <summary>One row's probabilities at <see cref="Temperature"/>.</summary>
    public double[] Probabilities(ReadOnlySpan<float> logits) => Softmax(logits, Temperature);

    // Expectation-maximisation: each row is wrong to the degree that the rates of the step before say.
    private static (LabelNoise Rates, double Loss) Rates(
        double[] own,
        ReadOnlySpan<int> given,
        int classes,
        bool isEachOwn
    )
    {
        var rates = isEachOwn ? Two(StartingShare, StartingShare) : Same(StartingShare, classes);
        var wrong = new double[classes];
        var right = new double[classes];
        double loss = double.PositiveInfinity;
        for (int step = 0; step < MaxSteps; step++)
        {
            double before = loss;
            loss = 0;
            Array.Clear(wrong);
            Array.Clear(right);
            for (int i = 0; i < own.Length; i++)
            {
                int g = given[i];
                double share = rates.Wrong(g, own[i]);
                wrong[g] += share;
                right[g] += 1 - share;
                loss -= Math.Log(Math.Max(rates.Kept[g] * own[i] + rates.Stray[g] * (1 - own[i]), double.Epsilon));
            }
            if (before - loss < Tolerance * Math.Max(1, loss))
                break;
            rates = isEachOwn
                ? Two(Ratio(wrong[0], wrong[0] + right[1]), Ratio(wrong[1], wrong[1] + right[0]))
                : Same(Ratio(wrong.Sum(), own.Length), classes);
        }
        return (rates, loss);
    }

    // Class 1 is taken for 0 (missed) and 0 for 1 (spurious).
    private static LabelNoise Two(double missed, double spurious) =>
        new(1, [1 - spurious, 1 - missed], [missed, spurious]);

    private static LabelNoise Same(double share, int classes) =>
        new(
            1,
            [.. Enumerable.Repeat(1 - share, classes)],
            [.. Enumerable.Repeat(share / Math.Max(1, classes - 1), classes)]
        );

    private static double Ratio(double part, double all) => all > 0 ? part / all : 0;

    private static void OfGiven(Matrix logits, ReadOnlySpan<int> given, double temperature, double[] own)
    {
        for (int i = 0; i < own.Length; i++)
            own[i] = Softmax(logits.Row(i), temperature)[given[i]];
    }

    private static double[] Softmax(ReadOnlySpan<float> logits, double temperature)
    {
        double largest = TensorPrimitives.Max(logits),
            mass = 0;
        var probabilities = new double[logits.Length];
        for (int k = 0; k < logits.Length; k++)
            mass += probabilities[k] = Math.Exp((logits[k] - largest) / temperature);
        for (int k = 0; k < logits.Length; k++)
            probabilities[k] /= mass;
        return probabilities;
    }
}

/// <summary>One suspected label.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Given">The class that the data gives.</param>
/// <param name="Suggested">The likeliest of the others.</param>
/// <param name="ProbabilityOfWrong">Probability that the given class is wrong.</param>
/// <param name="ProbabilityOfGiven">The heads' probability of the given class.</param>
/// <param name="ProbabilityOfSuggested">The heads' probability of the suggested class.</param>
internal readonly record struct SuspectedLabel(
    int Row,
    int Given,
    int Suggested,
    double ProbabilityOfWrong,
    double ProbabilityOfGiven,
    double ProbabilityOfSuggested
);
