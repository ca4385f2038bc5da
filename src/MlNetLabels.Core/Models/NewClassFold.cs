namespace MlNetLabels.Models;

/// <summary>What a check for new classes knows of one fold: score / ScoreSpread + doubt / DoubtSpread. Immutable.</summary>
public sealed record NewClassFold
{
    private NewClassFold() { }

    /// <summary>Standard deviation of the deciding score on images that it was not fitted on; above 0.</summary>
    public required double ScoreSpread { get; init; }

    /// <summary>Standard deviation of the heads' doubt on images that they were not fitted on; above 0.</summary>
    public required double DoubtSpread { get; init; }

    /// <summary>Sums of the images held out, smallest first.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>
    /// Share of its group that each of <see cref="Scores"/> stands for; null where images came without groups.
    /// </summary>
    public required IReadOnlyList<double>? Weights { get; init; }

    /// <param name="check">The check.</param>
    /// <param name="fold">The fold; null for a check of none.</param>
    internal static NewClassFold Of(NewClassCheck check, int? fold)
    {
        var held = fold is { } k ? check.Held.Fold(k) : check.Held.Calibration;
        var spread = check.Manifest.Spreads[fold ?? 0];
        return new()
        {
            ScoreSpread = spread[0],
            DoubtSpread = spread[1],
            Scores = held.Scores,
            Weights = held.Weights,
        };
    }
}
