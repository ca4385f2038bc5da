namespace MlNetLabels.Monitoring;

/// <summary>How a <see cref="PredictionWindow"/> is judged.</summary>
public sealed record WindowOptions
{
    /// <summary>
    /// Chance that a window without any change raises an alarm, all its tests together, 0.0001 to 0.5. 0.01 by default:
    /// one window in a hundred.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another rate.</exception>
    public double FalseAlarmRate
    {
        get;
        init =>
            field = value is >= 0.0001 and <= 0.5
                ? value
                : throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value,
                    "The rate of false alarms lies between 0.0001 and 0.5."
                );
    } = 0.01;

    /// <summary>Seed of the permutations. 1 by default.</summary>
    public int Seed { get; init; } = 1;

    // The smallest p-value that they can give, 1 / (permutations + 1), lies well below what an alarm asks of one test.
    internal int Permutations => (int)Math.Max(999, Math.Ceiling(6 / FalseAlarmRate));
}
