using System.Numerics.Tensors;

namespace MlNetLabels.Heads;

/// <summary>
/// Limited-memory BFGS as a conversation: read <see cref="Point"/>, evaluate there, <see cref="Tell"/> the result,
/// until <see cref="Done"/>. Many minimisations can so share one evaluation, and each stops by itself.
/// </summary>
/// <remarks>
/// Two-loop recursion with ten pairs (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4). The line search
/// brackets and bisects until the weak Wolfe conditions hold (Lewis and Overton 2013); where rounding hides a decrease
/// it accepts by slope alone (the approximate Wolfe conditions of Hager and Zhang 2005).
/// </remarks>
internal sealed class Lbfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MaxTrials = 40;

    // Losses come from single-precision logits: differences below this share of the loss are rounding, not progress.
    private const double LossNoise = 1e-6;

    private readonly double _strongConvexity;
    private readonly double _tolerance;
    private readonly int _maxIterations;
    private readonly int _width;
    private readonly Action<Span<double>, double>? _precondition;
    private readonly bool _estimate;
    private readonly double[] _start;
    private readonly double[] _startGradient;
    private readonly double[] _direction;
    private readonly double[] _scratch;
    private readonly List<(double[] S, double[] Y, double Rho)> _pairs = [];
    private double _startLoss = double.NaN,
        _startSlope,
        _step,
        _low,
        _high;
    private int _trials;

    /// <param name="point">Where to start; not changed.</param>
    /// <param name="strongConvexity">
    /// lambda of the L2 penalty: |gradient|^2 / (2 lambda) bounds the gap to the optimum for the weights.
    /// </param>
    /// <param name="tolerance">Stop when the gap is below this share of the loss.</param>
    /// <param name="maxIterations">Accepted steps after which the search gives up.</param>
    /// <param name="width">
    /// Parameters of one output, the last of them a free bias, which lambda says nothing about; 0 where all are bound.
    /// </param>
    /// <param name="precondition">
    /// Multiplies by an approximate inverse of the curvature in place, given the loss; null takes the last step's.
    /// </param>
    /// <param name="estimate">
    /// Stop by the Newton decrement, an estimate of the gap, where it is preconditioned: sooner than by the bound, which
    /// knows no curvature but lambda.
    /// </param>
    public Lbfgs(
        ReadOnlySpan<double> point,
        double strongConvexity,
        double tolerance,
        int maxIterations,
        int width = 0,
        Action<Span<double>, double>? precondition = null,
        bool estimate = false
    )
    {
        (_strongConvexity, _tolerance, _maxIterations) = (strongConvexity, tolerance, maxIterations);
        (_width, _precondition, _estimate) = (width, precondition, estimate && precondition is not null);
        Point = point.ToArray();
        _start = point.ToArray();
        _startGradient = new double[point.Length];
        _direction = new double[point.Length];
        _scratch = precondition is null ? [] : new double[point.Length];
    }

    /// <summary>Where to evaluate next; once <see cref="Done"/>, the minimum found.</summary>
    public double[] Point { get; }

    /// <summary>Loss at the best accepted point.</summary>
    public double Loss => _startLoss;

    /// <summary>Accepted steps.</summary>
    public int Iterations { get; private set; }

    /// <summary>Whether there is nothing left to evaluate.</summary>
    public bool Done { get; private set; }

    /// <summary>
    /// Whether the gradient puts the minimum within the tolerance, or to within what single precision can tell.
    /// </summary>
    public bool Converged { get; private set; }

    /// <summary>Takes loss and gradient at <see cref="Point"/> and moves it.</summary>
    public void Tell(double loss, ReadOnlySpan<double> gradient)
    {
        if (Done)
            throw new InvalidOperationException("The minimisation has ended.");
        if (double.IsNaN(_startLoss) && !double.IsFinite(loss))
            Finish(false);
        else if (double.IsNaN(_startLoss))
            Accept(loss, gradient);
        else if (LineSearchAccepts(loss, TensorPrimitives.Dot(gradient, _direction)))
        {
            Remember(gradient);
            Iterations++;
            Accept(loss, gradient);
        }
        else if (++_trials >= MaxTrials)
        {
            // No step along a descent direction helps any more: rounding is all that is left, if the gradient is small.
            Finish(Gap(_startGradient, _startLoss) <= 1e4 * _tolerance * Math.Max(_startLoss, double.Epsilon));
            return;
        }
        if (!Done)
            MoveTo(_step);
    }

    private bool LineSearchAccepts(double loss, double slope)
    {
        bool decreased = loss <= _startLoss + SufficientDecrease * _step * _startSlope;
        bool flat =
            loss <= _startLoss + LossNoise * Math.Abs(_startLoss)
            && slope <= (2 * SufficientDecrease - 1) * _startSlope;
        if (!double.IsFinite(loss) || !(decreased || flat))
            _high = _step;
        else if (slope < Curvature * _startSlope)
            _low = _step;
        else
            return true;

        _step = double.IsInfinity(_high) ? 2 * _step : (_low + _high) / 2;
        return false;
    }

    private void Accept(double loss, ReadOnlySpan<double> gradient)
    {
        Point.CopyTo(_start, 0);
        gradient.CopyTo(_startGradient);
        _startLoss = loss;
        if (Gap(gradient, loss) <= _tolerance * loss)
        {
            Finish(true);
            return;
        }
        if (Iterations >= _maxIterations)
        {
            Finish(false);
            return;
        }

        Direction(gradient);
        _startSlope = TensorPrimitives.Dot(gradient, _direction);
        if (_estimate && -_startSlope / 2 <= _tolerance * loss)
        {
            Finish(true);
            return;
        }
        _step =
            _pairs.Count == 0 && _precondition is null
                ? 1 / Math.Max(TensorPrimitives.Norm<double>(gradient), 1e-12)
                : 1;
        (_low, _high, _trials) = (0, double.PositiveInfinity, 0);
    }

    /// <summary>The mean of p (1 - p) over rows whose mean of -ln p is the loss, as if all had the same p.</summary>
    public static double CurvatureAt(double loss) => Math.Max(Math.Exp(-loss) * (1 - Math.Exp(-loss)), 1e-8);

    // Along a free bias the curvature is the mean of p (1 - p).
    private double Gap(ReadOnlySpan<double> gradient, double loss)
    {
        double all = TensorPrimitives.SumOfSquares(gradient),
            biases = 0;
        for (int i = _width - 1; _width > 0 && i < gradient.Length; i += _width)
            biases += gradient[i] * gradient[i];
        double flattest = CurvatureAt(loss);
        return (all - biases) / (2 * Math.Max(_strongConvexity, 1e-8)) + biases / (2 * flattest);
    }

    private void Remember(ReadOnlySpan<double> gradient)
    {
        var (s, y, _) = _pairs.Count == Memory ? _pairs[0] : (new double[Point.Length], new double[Point.Length], 0);
        if (_pairs.Count == Memory)
            _pairs.RemoveAt(0);
        TensorPrimitives.Subtract(Point, _start, s);
        TensorPrimitives.Subtract(gradient, _startGradient, y);
        double curvature = TensorPrimitives.Dot<double>(s, y);
        if (curvature > 0)
            _pairs.Add((s, y, 1 / curvature));
    }

    private void Direction(ReadOnlySpan<double> gradient)
    {
        TensorPrimitives.Negate(gradient, _direction);
        Span<double> alphas = stackalloc double[Memory];
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            var (s, y, rho) = _pairs[i];
            alphas[i] = rho * TensorPrimitives.Dot<double>(s, _direction);
            TensorPrimitives.MultiplyAdd<double>(y, -alphas[i], _direction, _direction);
        }
        if (_precondition is not null)
        {
            _precondition(_direction, _startLoss);
            TensorPrimitives.Multiply(_direction, Scale(), _direction);
        }
        else if (_pairs.Count > 0)
        {
            var (_, y, rho) = _pairs[^1];
            TensorPrimitives.Multiply(_direction, 1 / (rho * TensorPrimitives.Dot<double>(y, y)), _direction);
        }
        for (int i = 0; i < _pairs.Count; i++)
        {
            var (s, y, rho) = _pairs[i];
            double beta = rho * TensorPrimitives.Dot<double>(y, _direction);
            TensorPrimitives.MultiplyAdd<double>(s, alphas[i] - beta, _direction, _direction);
        }
    }

    // How much the curvature along the last step differs from what the preconditioner takes it for.
    private double Scale()
    {
        if (_pairs.Count == 0)
            return 1;
        var (_, y, rho) = _pairs[^1];
        y.CopyTo(_scratch, 0);
        _precondition!(_scratch, _startLoss);
        return 1 / (rho * TensorPrimitives.Dot<double>(y, _scratch));
    }

    private void MoveTo(double step) => TensorPrimitives.MultiplyAdd<double>(_direction, step, _start, Point);

    private void Finish(bool converged)
    {
        _start.CopyTo(Point, 0);
        (Done, Converged) = (true, converged);
    }
}
