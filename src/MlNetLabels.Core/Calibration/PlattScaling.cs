using System.Text.Json.Serialization;
using MlNetLabels.Heads;

namespace MlNetLabels.Calibration;

/// <summary>
/// p = 1 / (1 + exp(A s + B)) for a logit s. Fitted by maximum likelihood with Platt's smoothed targets, (n₊ + 1)/(n₊ +
/// 2) for present and 1/(n₋ + 2) for absent, so that separable rows still have a finite optimum. Newton with
/// backtracking on standardised scores. Source: Platt (1999); Lin, Lin and Weng, Machine Learning 68 (2007).
/// </summary>
public sealed record PlattScaling : LabelCalibration
{
    private const int MaxSteps = 100;
    private const double GradientTolerance = 1e-11;
    private const double MinStep = 1e-10;
    private const double Armijo = 1e-4;
    private const double Ridge = 1e-12;

    /// <summary>Stored parameters.</summary>
    /// <exception cref="InvalidInputException">One of them is not finite.</exception>
    // A number missing from JSON arrives as its default, which must not pass for a fitted one.
    [JsonConstructor]
    public PlattScaling(double a = double.NaN, double b = double.NaN)
    {
        if (!double.IsFinite(a) || !double.IsFinite(b))
            throw new InvalidInputException("Platt scaling wants two finite numbers, a and b. Train the model again.");
        (A, B) = (a, b);
    }

    /// <summary>Slope; below 0 where larger logits mean the label is more likely there.</summary>
    public double A { get; }

    /// <summary>Offset.</summary>
    public double B { get; }

    /// <inheritdoc/>
    public override bool KeepsOrder => A <= 0;

    /// <inheritdoc/>
    public override double Apply(double logit) => Losses.Sigmoid(-((A * logit) + B));

    /// <summary>
    /// Fits both numbers; logits that say nothing give <see cref="A"/> = 0 and the smoothed base rate.
    /// </summary>
    /// <param name="logits">One finite number per row.</param>
    /// <param name="truth">Whether that row has the label.</param>
    /// <exception cref="ArgumentException">A logit is not finite, there are no rows, or the lengths differ.</exception>
    public static PlattScaling Fit(ReadOnlySpan<double> logits, ReadOnlySpan<bool> truth)
    {
        CalibrationRows.ThrowIfInvalid(logits, truth);
        double mean = 0,
            variance = 0;
        foreach (double logit in logits)
            mean += logit / logits.Length;
        foreach (double logit in logits)
            variance += (logit - mean) * (logit - mean) / logits.Length;
        double scale = variance > 0 ? Math.Sqrt(variance) : 1;
        double[] scores = new double[logits.Length],
            targets = new double[logits.Length];
        int positives = truth.Count(true),
            negatives = truth.Length - positives;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (logits[i] - mean) / scale;
            targets[i] = truth[i] ? (positives + 1.0) / (positives + 2) : 1.0 / (negatives + 2);
        }
        var (a, b) = Minimise(scores, targets, Math.Log((negatives + 1.0) / (positives + 1)));
        return new(a / scale, b - (a * mean / scale));
    }

    private static (double A, double B) Minimise(double[] scores, double[] targets, double b)
    {
        double a = 0,
            loss = Loss(scores, targets, a, b);
        for (int step = 0; step < MaxSteps; step++)
        {
            double ga = 0,
                gb = 0,
                haa = Ridge,
                hab = 0,
                hbb = Ridge;
            for (int i = 0; i < scores.Length; i++)
            {
                double p = Losses.Sigmoid(-((a * scores[i]) + b)),
                    w = p * (1 - p),
                    d = targets[i] - p;
                ga += scores[i] * d;
                gb += d;
                haa += scores[i] * scores[i] * w;
                hab += scores[i] * w;
                hbb += w;
            }
            if (Math.Max(Math.Abs(ga), Math.Abs(gb)) <= GradientTolerance * scores.Length)
                break;
            double determinant = (haa * hbb) - (hab * hab);
            double da = -((hbb * ga) - (hab * gb)) / determinant,
                db = -((haa * gb) - (hab * ga)) / determinant;
            double slope = (ga * da) + (gb * db),
                length = 1,
                next = loss;
            for (; length >= MinStep; length /= 2)
            {
                next = Loss(scores, targets, a + (length * da), b + (length * db));
                if (next < loss + (Armijo * length * slope))
                    break;
            }
            if (length < MinStep)
                break; // Rounding hides any further descent: this is the optimum.
            (a, b, loss) = (a + (length * da), b + (length * db), next);
        }
        return (a, b);
    }

    /// <summary>Σ -t ln p - (1 - t) ln(1 - p), written so that neither exponential overflows.</summary>
    private static double Loss(double[] scores, double[] targets, double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double f = (a * scores[i]) + b;
            sum += (f >= 0 ? targets[i] * f : (targets[i] - 1) * f) + Math.Log(1 + Math.Exp(-Math.Abs(f)));
        }
        return sum;
    }
}
