using MlNetLabels.Heads;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class OrderedSumTests
{
    private const int Parts = 40;

    [Fact]
    public void Add_InAnyOrder_GivesTheBitsOfTheAscendingOne()
    {
        // Values of very different size, whose sum depends on its order.
        double[] values = [.. Enumerable.Range(0, Parts).Select(i => Math.Sin(i + 1) * Math.Pow(1000, i % 5))];
        double expected = values.Aggregate(0.0, (sum, v) => sum + v);
        Assert.NotEqual(expected, values.Reverse().Aggregate(0.0, (sum, v) => sum + v));

        for (int seed = 0; seed < 20; seed++)
        {
            int[] order = [.. Enumerable.Range(0, Parts)];
            new Random(seed).Shuffle(order);
            Assert.Equal((expected, -expected), Sum(values, sums => Array.ForEach(order, sums)));
        }
        Assert.Equal((expected, -expected), Sum(values, add => Parallel.For(0, Parts, add)));
    }

    private static (double Gradient, double Loss) Sum(double[] values, Action<Action<int>> addAll)
    {
        var sums = new OrderedSum(Parts, 1, 1);
        addAll(i =>
        {
            double[] part = sums.Rent();
            sums.Gradients(part)[0] = values[i];
            sums.Losses(part)[0] = -values[i];
            sums.Add(i, part);
        });
        double[] gradient = new double[1],
            loss = new double[1];
        sums.MoveTo(gradient, loss);
        return (gradient[0], loss[0]);
    }
}
