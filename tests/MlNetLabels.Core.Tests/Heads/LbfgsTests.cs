using MlNetLabels.Heads;

namespace MlNetLabels.Core.Tests.Heads;

public sealed class LbfgsTests
{
    private const int Enough = 2000;

    [Fact]
    public void Quadratic_IllConditioned_FindsTheMinimum()
    {
        // f = 1 + sum_j c_j (x_j - j)^2 / 2 with curvatures 0.01 to 100.
        double[] curvature = [.. Enumerable.Range(0, 9).Select(j => Math.Pow(10, j / 2.0 - 2))];
        var minimiser = Minimise(
            new double[9],
            0.01,
            1e-12,
            (x, g) =>
            {
                double loss = 1;
                for (int j = 0; j < 9; j++)
                {
                    g[j] = curvature[j] * (x[j] - j);
                    loss += g[j] * (x[j] - j) / 2;
                }
                return loss;
            }
        );

        Assert.True(minimiser.Converged);
        // The stopping rule: a gap of at most tolerance x loss, so |x - j| is at most sqrt(2 gap / curvature).
        Assert.Equal(1, minimiser.Loss, 1e-12);
        for (int j = 0; j < 9; j++)
            Assert.Equal(j, minimiser.Point[j], Math.Sqrt(2e-12 / curvature[j]) * 1.01);
    }

    [Fact]
    public void Rosenbrock_BentValley_FindsTheMinimum()
    {
        // Lifted by 1, because the stopping rule is relative to the loss. Its weakest curvature at the minimum is about
        // 0.4.
        var minimiser = Minimise(
            [-1.2, 1],
            0.4,
            1e-10,
            (x, g) =>
            {
                double a = 1 - x[0],
                    b = x[1] - x[0] * x[0];
                g[0] = -2 * a - 400 * x[0] * b;
                g[1] = 200 * b;
                return 1 + a * a + 100 * b * b;
            }
        );

        Assert.True(minimiser.Converged);
        // sqrt(2 x 1e-10 / 0.4) = 2e-5.
        Assert.Equal(1, minimiser.Point[0], 2.3e-5);
        Assert.Equal(1, minimiser.Point[1], 5e-5);
    }

    [Fact]
    public void Start_AlreadyAtTheMinimum_IsDoneAtOnce()
    {
        var minimiser = new Lbfgs([3], 1, 1e-9, Enough);
        minimiser.Tell(5, [0]);

        Assert.True(minimiser is { Done: true, Converged: true, Iterations: 0 });
        Assert.Equal([3], minimiser.Point);
    }

    [Fact]
    public void Steps_RunOut_StopsUnconverged()
    {
        var minimiser = new Lbfgs([10], 1, 1e-30, 1);
        while (!minimiser.Done)
            minimiser.Tell(1 + Math.Pow(minimiser.Point[0], 4), [4 * Math.Pow(minimiser.Point[0], 3)]);

        Assert.False(minimiser.Converged);
        Assert.Equal(1, minimiser.Iterations);
    }

    [Fact]
    public void Loss_Infinite_BacksOff()
    {
        // -ln(1 - x) + x^2 beyond x = 1 is infinite; the minimum of x^2 - ln(1 - x) is where 2x(1 - x) = -1.
        var minimiser = Minimise(
            [-40],
            2,
            1e-12,
            (x, g) =>
            {
                if (x[0] >= 1)
                    return double.PositiveInfinity;
                g[0] = 2 * x[0] + 1 / (1 - x[0]);
                return 1 + x[0] * x[0] - Math.Log(1 - x[0]);
            }
        );

        Assert.True(minimiser.Converged);
        Assert.Equal((1 - Math.Sqrt(3)) / 2, minimiser.Point[0], 1e-5);
    }

    [Fact]
    public void Tell_AfterTheEnd_IsRefused()
    {
        var minimiser = new Lbfgs([3], 1, 1e-9, Enough);
        minimiser.Tell(5, [0]);

        Assert.Throws<InvalidOperationException>(() => minimiser.Tell(5, [0]));
    }

    private static Lbfgs Minimise(
        double[] start,
        double strongConvexity,
        double tolerance,
        Func<double[], double[], double> evaluate
    )
    {
        var minimiser = new Lbfgs(start, strongConvexity, tolerance, Enough);
        var gradient = new double[start.Length];
        while (!minimiser.Done)
            minimiser.Tell(evaluate(minimiser.Point, gradient), gradient);
        return minimiser;
    }
}
