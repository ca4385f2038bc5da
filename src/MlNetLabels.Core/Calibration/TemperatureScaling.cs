using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using MlNetLabels.Numerics;

namespace MlNetLabels.Calibration;

/// <summary>
/// One number T by which all class logits are divided before softmax: above 1 makes answers less sure, below 1 surer,
/// and never changes their order. T minimises the mean cross-entropy of held-out rows, which is convex in 1/T.
/// Source: Guo, Pleiss, Sun and Weinberger, ICML 2017.
/// </summary>
internal sealed record TemperatureScaling
{
    /// <summary>Fewest rows to fit on; with fewer T stays 1.</summary>
    public const int MinimumRows = 20;

    private const string Needed = " are needed";
    private const int Folds = 5;
    private const int FoldSeed = 0;
    private const double Coldest = 0.01;
    private const double Hottest = 100;
    private const double LogTolerance = 1e-12;
    private const int MaxSteps = 100;

    /// <summary>A stored temperature.</summary>
    /// <exception cref="InvalidInputException">It is far from all that is ever fitted.</exception>
    [JsonConstructor]
    public TemperatureScaling(double temperature, string? reason = null)
    {
        if (!(temperature >= Coldest / 10 && temperature <= Hottest * 10))
            throw new InvalidInputException(
                FormattableString.Invariant(
                    $"A temperature of {temperature} is none that is ever fitted, {Coldest} to {Hottest}. Train the model again."
                )
            );
        (Temperature, Reason) = (temperature, reason);
    }

    /// <summary>T, above 0; 1 changes nothing.</summary>
    public double Temperature { get; }

    /// <summary>Why T was left at 1; null where it was fitted or given.</summary>
    public string? Reason { get; }

    /// <summary>By how much T lowers the log-loss of rows held out from it; null where that was not asked.</summary>
    public double? Gain { get; init; }

    /// <summary>Its standard error: with a smaller gain T stays 1.</summary>
    public double? GainStandardError { get; init; }

    /// <summary>
    /// Whether T was left at 1 because there were fewer rows than <see cref="MinimumRows"/>, or of one class alone.
    /// </summary>
    [JsonIgnore]
    public bool WasNotTried => Reason?.EndsWith(Needed, StringComparison.Ordinal) == true;

    /// <summary>Leaves logits as they are.</summary>
    public static TemperatureScaling Identity(string? reason = null) => new(1, reason);

    /// <summary>One calibrated logit, z / T.</summary>
    public double Apply(double logit) => logit / Temperature;

    /// <summary>Calibrated logits, z / T; source and target may be the same.</summary>
    public void Apply(ReadOnlySpan<float> logits, Span<float> calibratedLogits) =>
        TensorPrimitives.Divide(logits, (float)Temperature, calibratedLogits);

    /// <summary>
    /// Fits T between 0.01 and 100. It stays 1, with a <see cref="Reason"/>, for fewer than <see cref="MinimumRows"/>
    /// rows and where no such T is best: when every row is answered right the likelihood only grows as T falls, which
    /// is no ground to claim more.
    /// </summary>
    /// <param name="logits">One row per image, one column per class; finite.</param>
    /// <param name="truth">One class index per image.</param>
    /// <exception cref="ArgumentException">
    /// A logit is not finite, a class index is out of range, or the lengths differ.
    /// </exception>
    public static TemperatureScaling Fit(Matrix logits, ReadOnlySpan<int> truth)
    {
        Check(logits, truth);
        return truth.Length < MinimumRows
            ? Identity($"{truth.Length} held-out images; {MinimumRows}{Needed}")
            : FitAny(logits, truth);
    }

    /// <summary>
    /// Fits T where it lowers the log-loss of rows held out from it, in <see cref="Folds"/> folds, by more than one
    /// standard error, and rows are of two classes; else it stays 1, with a <see cref="Reason"/>.
    /// </summary>
    /// <param name="logits">One row per image, one column per class; finite.</param>
    /// <param name="truth">One class index per image.</param>
    /// <param name="groups">Rows of one group stay in one fold; null where rows are independent.</param>
    public static TemperatureScaling Choose(Matrix logits, int[] truth, int[]? groups = null)
    {
        var fitted = Fit(logits, truth);
        if (fitted.WasNotTried)
            return fitted;
        // Whatever answers that class more surely would be best.
        if (logits.Columns > 1 && truth.AsSpan().IndexOfAnyExcept(truth[0]) < 0)
            return Identity($"the {truth.Length} held-out images are all of one class; images of two{Needed}");
        if (fitted.Reason is not null)
            return fitted;
        int[] folds = Heads.Folds.Stratified(truth, groups, Folds, FoldSeed);
        double[] own = new double[truth.Length],
            scaled = new double[truth.Length];
        for (int fold = 0; fold <= folds.Max(); fold++)
        {
            int[] kept = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)];
            double held =
                kept.Length == 0 ? 1 : FitAny(logits.Select(kept), Array.ConvertAll(kept, i => truth[i])).Temperature;
            for (int i = 0; i < folds.Length; i++)
                if (folds[i] == fold)
                    (own[i], scaled[i]) = (Loss(logits.Row(i), truth[i], 1), Loss(logits.Row(i), truth[i], held));
        }
        var gain = MlNetLabels.Calibration.Gain.Over(own, scaled);
        return (gain.IsBeyondChance ? fitted : Identity(gain.WhyNot("a temperature"))) with
        {
            Gain = gain.Mean,
            GainStandardError = gain.StandardError,
        };
    }

    private static double Loss(ReadOnlySpan<float> logits, int truth, double temperature)
    {
        double largest = TensorPrimitives.Max(logits),
            mass = 0;
        foreach (float z in logits)
            mass += Math.Exp((z - largest) / temperature);
        return Math.Log(mass) - (logits[truth] - largest) / temperature;
    }

    private static void Check(Matrix logits, ReadOnlySpan<int> truth)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfNotEqual(truth.Length, logits.Rows);
        for (int row = 0; row < truth.Length; row++)
        {
            if ((uint)truth[row] >= (uint)logits.Columns)
                throw new ArgumentException(
                    $"Row {row} has class {truth[row]}, but there are {logits.Columns}.",
                    nameof(truth)
                );
            for (int k = 0; k < logits.Columns; k++)
                if (!float.IsFinite(logits[row, k]))
                    throw new ArgumentException($"Row {row}, column {k}: the logit is not finite.", nameof(logits));
        }
    }

    private static TemperatureScaling FitAny(Matrix logits, ReadOnlySpan<int> truth)
    {
        double low = -Math.Log(Hottest),
            high = -Math.Log(Coldest);
        if (Slope(logits, truth, Math.Exp(low)).First >= 0)
            return Identity("the scores say nothing about the held-out images");
        if (Slope(logits, truth, Math.Exp(high)).First <= 0)
            return Identity("every held-out image is answered right, which leaves nothing to calibrate by");
        double place = 0;
        for (int step = 0; step < MaxSteps && high - low > LogTolerance; step++)
        {
            double inverse = Math.Exp(place);
            var (first, second) = Slope(logits, truth, inverse);
            if (first > 0)
                high = place;
            else
                low = place;
            // Newton on the slope over ln(1/T); the middle of the bracket where it would leave it.
            double next = place - (first / (second * inverse));
            if (!(next > low && next < high))
                next = (low + high) / 2;
            if (Math.Abs(next - place) <= LogTolerance)
                break;
            place = next;
        }
        return new(Math.Exp(-place));
    }

    /// <summary>First and second derivative of the mean cross-entropy in 1/T: E[z] - z of the truth, and the variance
    /// of z, under
    /// softmax(z/T).</summary>
    private static (double First, double Second) Slope(Matrix logits, ReadOnlySpan<int> truth, double inverse)
    {
        double first = 0,
            second = 0;
        for (int row = 0; row < truth.Length; row++)
        {
            ReadOnlySpan<float> z = logits.Row(row);
            double largest = TensorPrimitives.Max(z),
                mass = 0,
                mean = 0,
                square = 0;
            foreach (float value in z)
            {
                double gap = value - largest,
                    e = Math.Exp(inverse * gap);
                mass += e;
                mean += e * gap;
                square += e * gap * gap;
            }
            (mean, square) = (mean / mass, square / mass);
            first += mean - (z[truth[row]] - largest);
            second += square - (mean * mean);
        }
        return (first / truth.Length, second / truth.Length);
    }
}
