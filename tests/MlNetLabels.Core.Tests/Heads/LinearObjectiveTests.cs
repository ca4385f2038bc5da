using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Heads;

/// <summary>
/// Loss and gradient of both heads against double precision sums written out by hand, and by finite differences.
/// </summary>
public sealed class LinearObjectiveTests
{
    private const int Rows = 150,
        Dimension = 5;

    // Logits are single precision: parts in ten million of sums over 150 rows of size one.
    private const double SingleRounding = 2e-5;

    // Central differences of the double precision twin: error of order step^2 times the third derivative, over rounding
    // / step.
    private const double Step = 1e-5,
        DifferenceError = 1e-6;

    private readonly Random _random = new(3);
    private readonly FeatureRows _features;

    public LinearObjectiveTests()
    {
        var embeddings = new Matrix(Rows + 10, Dimension);
        foreach (ref float x in embeddings.Span)
            x = (float)(_random.NextDouble() * 4 - 1);
        // A selection in another order, so that positions and rows differ.
        int[] rows = [.. Enumerable.Range(0, Rows + 10)];
        _random.Shuffle(rows);
        _features = FeatureRows.Fit(embeddings, rows.AsMemory(0, Rows));
    }

    // Around a vector's width (4, 8 or 16 floats), where the padding of the outputs changes.
    public static TheoryData<int> Outputs => [2, 3, 7, 8, 9, 16, 17];

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Softmax_WeightedRows_MatchesTheFormulaAndItsDifferences(int outputs)
    {
        int[] classes = [.. Enumerable.Range(0, Rows).Select(_ => _random.Next(outputs))];
        float[] weights = [.. Enumerable.Range(0, Rows).Select(_ => (float)_random.NextDouble() * 3)];

        Assess(
            outputs,
            1,
            new SoftmaxLoss(classes, weights),
            (i, z) => [weights[i] * Losses.CrossEntropy(z, classes[i])]
        );
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Labels_UnknownCellsAndWeights_MatchesTheFormulaAndItsDifferences(int outputs)
    {
        var truth = new LabelMatrix(Rows, outputs);
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < outputs; k++)
            truth[i, k] = (LabelState)_random.Next(-1, 2);
        float[] rows = [.. Enumerable.Range(0, Rows).Select(_ => (float)_random.NextDouble() * 3)],
            positives = [.. Enumerable.Range(0, outputs).Select(_ => 0.5f + (float)_random.NextDouble())];

        Assess(
            outputs,
            outputs,
            new LabelLoss(truth, rows, positives),
            (i, z) =>
                [
                    .. z.Select(
                        (logit, k) =>
                            truth[i, k] switch
                            {
                                LabelState.Unknown => 0,
                                LabelState.Present => (double)rows[i]
                                    * positives[k]
                                    * Losses.BinaryCrossEntropyWithLogits(logit, true),
                                _ => rows[i] * Losses.BinaryCrossEntropyWithLogits(logit, false),
                            }
                    ),
                ]
        );
    }

    [Fact]
    public void Labels_SomeOutputs_EvaluatesThoseAlone()
    {
        var truth = new LabelMatrix(Rows, 5);
        for (int i = 0; i < Rows; i++)
            truth[i, i % 5] = LabelState.Present;
        var objective = new LinearObjective(_features, new LabelLoss(truth, Ones(Rows), Ones(5)), 1);
        int width = objective.ParametersPerOutput;
        double[] parameters = Parameters(5),
            all = new double[5 * width],
            losses = new double[5];
        objective.Evaluate([0, 1, 2, 3, 4], parameters, all, losses, CancellationToken.None);

        double[] some = new double[2 * width],
            someLosses = new double[2];
        objective.Evaluate(
            [3, 1],
            [.. parameters[(3 * width)..(4 * width)], .. parameters[width..(2 * width)]],
            some,
            someLosses,
            CancellationToken.None
        );

        Assert.Equal([losses[3], losses[1]], someLosses);
        Assert.Equal([.. all[(3 * width)..(4 * width)], .. all[width..(2 * width)]], some);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluate_AnyNumberOfThreads_GivesTheSameBits(bool softmax)
    {
        // Enough rows for several chunks of work.
        int rows = 2500;
        var embeddings = new Matrix(rows, 13);
        foreach (ref float x in embeddings.Span)
            x = (float)_random.NextDouble();
        var features = FeatureRows.Fit(embeddings, Enumerable.Range(0, rows).ToArray());
        int[] classes = [.. Enumerable.Range(0, rows).Select(_ => _random.Next(3))];
        ILinearLoss loss = softmax
            ? new SoftmaxLoss(classes, Ones(rows))
            : new LabelLoss(LabelMatrix.FromClasses(classes, 3), Ones(rows), Ones(3));
        double[] parameters = [.. Enumerable.Range(0, 3 * 14).Select(i => Math.Sin(i))];

        (double[] Gradient, double[] Losses)[] results =
        [
            .. new[] { 1, 2, 3 }.Select(threads =>
            {
                double[] gradient = new double[parameters.Length],
                    losses = new double[softmax ? 1 : 3];
                new LinearObjective(features, loss, threads).Evaluate(
                    [0, 1, 2],
                    parameters,
                    gradient,
                    losses,
                    CancellationToken.None
                );
                return (gradient, losses);
            }),
        ];

        Assert.All(results, r => Assert.Equal(results[0].Gradient, r.Gradient));
        Assert.All(results, r => Assert.Equal(results[0].Losses, r.Losses));
    }

    [Fact]
    public void Evaluate_Cancelled_Stops()
    {
        var objective = new LinearObjective(_features, new SoftmaxLoss(new int[Rows], Ones(Rows)), 1);

        Assert.ThrowsAny<OperationCanceledException>(() =>
            objective.Evaluate([0, 1], Parameters(2), new double[2 * 6], new double[1], new CancellationToken(true))
        );
    }

    private void Assess(int outputs, int groups, ILinearLoss loss, Func<int, double[], double[]> rowLosses)
    {
        var objective = new LinearObjective(_features, loss, 2);
        double[] parameters = Parameters(outputs),
            gradient = new double[parameters.Length],
            losses = new double[groups];
        objective.Evaluate([.. Enumerable.Range(0, outputs)], parameters, gradient, losses, CancellationToken.None);

        double[] expected = Sum(parameters);
        for (int g = 0; g < groups; g++)
            Assert.Equal(expected[g], losses[g], SingleRounding * Math.Max(1, expected[g]));
        for (int p = 0; p < parameters.Length; p++)
        {
            double[] up = [.. parameters],
                down = [.. parameters];
            (up[p], down[p]) = (up[p] + Step, down[p] - Step);
            double difference = (Sum(up).Sum() - Sum(down).Sum()) / (2 * Step);
            Assert.Equal(difference, gradient[p], SingleRounding * Rows + DifferenceError);
        }

        double[] Sum(double[] at)
        {
            var totals = new double[groups];
            var x = new float[Dimension];
            for (int i = 0; i < Rows; i++)
            {
                _features.CopyTo(i, 1, x);
                double[] row = rowLosses(
                    i,
                    [
                        .. Enumerable
                            .Range(0, outputs)
                            .Select(k =>
                                at[k * (Dimension + 1) + Dimension]
                                + x.Select((v, j) => v * at[k * (Dimension + 1) + j]).Sum()
                            ),
                    ]
                );
                for (int g = 0; g < groups; g++)
                    totals[g] += row[g];
            }
            return totals;
        }
    }

    private double[] Parameters(int outputs) =>
        [.. Enumerable.Range(0, outputs * (Dimension + 1)).Select(_ => _random.NextDouble() * 2 - 1)];

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
}
