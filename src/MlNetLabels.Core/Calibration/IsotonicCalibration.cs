using System.Text.Json.Serialization;

namespace MlNetLabels.Calibration;

/// <summary>
/// The non-decreasing step function of the logit that is closest to the truth in squares, found by pooling adjacent
/// violators; rows of equal logit count as one with their mean. Between the last row of one step and the first of the
/// next the probability is linear, beyond both ends constant, as in scikit-learn. Source: Zadrozny and Elkan, KDD 2002;
/// Barlow and others (1972).
/// </summary>
public sealed record IsotonicCalibration : LabelCalibration
{
    /// <summary>Stored parameters.</summary>
    /// <exception cref="InvalidInputException">They do not describe a non-decreasing function into [0, 1].</exception>
    [JsonConstructor]
    public IsotonicCalibration(
        IReadOnlyList<double> logits,
        IReadOnlyList<double> probabilities,
        double floor,
        double ceiling
    )
    {
        bool sound =
            logits?.Count > 0
            && logits.Count == probabilities?.Count
            && logits.All(double.IsFinite)
            && probabilities.All(p => p is >= 0 and <= 1)
            && floor is > 0 and < 1
            && ceiling is > 0 and < 1
            && floor <= ceiling
            && Enumerable
                .Range(1, logits.Count - 1)
                .All(i => logits[i - 1] < logits[i] && probabilities[i - 1] <= probabilities[i]);
        if (!sound)
            throw new InvalidInputException(
                "Isotonic calibration wants as many ascending logits as non-decreasing probabilities, and a floor and "
                    + "a ceiling inside (0, 1). Train the model again."
            );
        (Logits, Probabilities, Floor, Ceiling) = ([.. logits!], [.. probabilities!], floor, ceiling);
    }

    /// <summary>Where the function has its corners, ascending.</summary>
    public IReadOnlyList<double> Logits { get; }

    /// <summary>Its values there, 0 to 1, non-decreasing.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>
    /// The least that <see cref="Apply"/> gives: 1/(n₋ + 2) for n₋ absent rows. A step without a positive says that
    /// none was seen, not that
    /// none can be, and 0 would make one mistake infinitely costly; Platt's smoothed target is what those rows support.
    /// </summary>
    public double Floor { get; }

    /// <summary>The most that <see cref="Apply"/> gives: (n₊ + 1)/(n₊ + 2) for n₊ present rows.</summary>
    public double Ceiling { get; }

    /// <inheritdoc/>
    public override bool KeepsOrder => true;

    /// <inheritdoc/>
    public override double Apply(double logit) => Math.Clamp(ApplyUnbounded(logit), Floor, Ceiling);

    /// <summary>The function itself, which may be exactly 0 or 1.</summary>
    public double ApplyUnbounded(double logit)
    {
        if (!(logit > Logits[0]))
            return double.IsNaN(logit) ? double.NaN : Probabilities[0];
        if (logit >= Logits[^1])
            return Probabilities[^1];
        int below = 0,
            above = Logits.Count - 1;
        while (above - below > 1)
        {
            int middle = (below + above) / 2;
            if (Logits[middle] <= logit)
                below = middle;
            else
                above = middle;
        }
        double low = Probabilities[below],
            high = Probabilities[above];
        // Rounding must not carry the value past the corner, or order could turn there.
        return low == high
            ? low
            : Math.Min(high, low + ((logit - Logits[below]) * ((high - low) / (Logits[above] - Logits[below]))));
    }

    /// <summary>Fits the function.</summary>
    /// <param name="logits">One finite number per row.</param>
    /// <param name="truth">Whether that row has the label.</param>
    /// <exception cref="ArgumentException">A logit is not finite, there are no rows, or the lengths differ.</exception>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> logits, ReadOnlySpan<bool> truth)
    {
        CalibrationRows.ThrowIfInvalid(logits, truth);
        double[] sorted = logits.ToArray();
        bool[] states = truth.ToArray();
        Array.Sort(sorted, states);
        var steps = new Stack<Step>();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            int positives = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
                if (states[end])
                    positives++;
            var step = new Step(sorted[start], sorted[start], positives, end - start);
            while (steps.TryPeek(out var before) && before.IsNotBelow(step))
                step = steps.Pop().With(step);
            steps.Push(step);
        }
        List<double> corners = [],
            values = [];
        foreach (var step in steps.Reverse())
        {
            corners.Add(step.First);
            values.Add(step.Value);
            if (step.Last == step.First)
                continue;
            corners.Add(step.Last);
            values.Add(step.Value);
        }
        int present = truth.Count(true),
            absent = truth.Length - present;
        return new(corners, values, 1.0 / (absent + 2), (present + 1.0) / (present + 2));
    }

    private readonly record struct Step(double First, double Last, long Positives, long Rows)
    {
        public double Value => (double)Positives / Rows;

        public bool IsNotBelow(Step next) => Positives * next.Rows >= next.Positives * Rows;

        public Step With(Step next) => new(First, next.Last, Positives + next.Positives, Rows + next.Rows);
    }
}
