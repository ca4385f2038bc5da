namespace MlNetLabels.Reports;

/// <summary>
/// One label's counts at the thresholds 0, 0.01, ..., 1 (the label is given where its probability is at least the
/// threshold),
/// so that a page can move the threshold without the images' own probabilities: its size does not grow with the rows.
/// </summary>
internal sealed record ThresholdCurve
{
    /// <summary>Number of steps between threshold 0 and threshold 1.</summary>
    public const int Steps = 100;

    /// <summary>The label.</summary>
    public required string Label { get; init; }

    /// <summary>Images that have it.</summary>
    public required int Positives { get; init; }

    /// <summary>Images known not to have it.</summary>
    public required int Negatives { get; init; }

    /// <summary>Images that have it and get it; <see cref="Steps"/> + 1 counts.</summary>
    public required IReadOnlyList<int> TruePositives { get; init; }

    /// <summary>Images that do not have it and get it all the same; <see cref="Steps"/> + 1 counts.</summary>
    public required IReadOnlyList<int> FalsePositives { get; init; }

    /// <summary>The counts at the threshold in use, which seldom is a whole hundredth; null where none is.</summary>
    public ThresholdCounts? InUse { get; init; }

    /// <summary>
    /// Counts from one label's probabilities; <paramref name="present"/> is null where it is not known whether the
    /// image has the label.
    /// </summary>
    public static ThresholdCurve From(
        string label,
        IReadOnlyList<double> probabilities,
        IReadOnlyList<bool?> present,
        double? inUse = null
    )
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(present);
        ArgumentOutOfRangeException.ThrowIfNotEqual(present.Count, probabilities.Count);
        var truePositives = new int[Steps + 1];
        var falsePositives = new int[Steps + 1];
        for (int i = 0; i < probabilities.Count; i++)
            if (present[i] is { } isPresent)
                (isPresent ? truePositives : falsePositives)[LastReached(probabilities[i])]++;
        for (int step = Steps - 1; step >= 0; step--)
        {
            truePositives[step] += truePositives[step + 1];
            falsePositives[step] += falsePositives[step + 1];
        }
        return new()
        {
            Label = label,
            Positives = truePositives[0],
            Negatives = falsePositives[0],
            TruePositives = truePositives,
            FalsePositives = falsePositives,
            InUse = inUse is not { } threshold ? null : new(threshold, Reaching(true), Reaching(false)),
        };

        int Reaching(bool isPresent) => probabilities.Where((p, i) => present[i] == isPresent && p >= inUse).Count();
    }

    // Compares with the same quotient that a reader computes, so that a probability of exactly 0.07 reaches the
    // threshold 0.07.
    private static int LastReached(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies in 0 to 1.");
        int step = (int)(probability * Steps);
        if (step < Steps && probability >= (step + 1) / (double)Steps)
            step++;
        if (step > 0 && probability < step / (double)Steps)
            step--;
        return step;
    }
}

/// <summary>One label's counts at one threshold.</summary>
/// <param name="Threshold">Probability from which on the label is given.</param>
/// <param name="TruePositives">Images that have it and get it.</param>
/// <param name="FalsePositives">Images that do not have it and get it all the same.</param>
internal sealed record ThresholdCounts(double Threshold, int TruePositives, int FalsePositives);
