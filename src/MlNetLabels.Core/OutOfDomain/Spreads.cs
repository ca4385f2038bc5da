namespace MlNetLabels.OutOfDomain;

/// <summary>
/// How far scores spread on training images that they were not fitted on: the scale on which they can be added.
/// </summary>
internal static class Spreads
{
    // Scores that do not differ at all have no scale of their own.
    private const double Least = 1e-9;

    /// <summary>
    /// The standard deviation of each score over all folds, above 0; at most <see cref="Most"/>. Null where training
    /// images are too few for folds.
    /// </summary>
    /// <param name="names">The scores, with how each is looked at.</param>
    /// <param name="training">What has the folds.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static double[]? Of(
        IReadOnlyList<(string Name, Func<double, double> Look)> names,
        ScorerTraining training,
        CancellationToken cancellationToken
    )
    {
        if (training.InnerFolds?.Invoke(cancellationToken) is not { } folds)
            return null;
        var held = names.Select(_ => new List<double>()).ToArray();
        foreach (var fold in folds)
        foreach (var (k, (name, look)) in names.Index())
        {
            var scorer = OutOfDomainScorers.Create(name);
            scorer.Fit(fold.Training, cancellationToken);
            held[k].AddRange(scorer.Score(fold.Held, cancellationToken).Select(look));
        }
        return [.. held.Select(Deviation)];
    }

    /// <summary>Spreads beyond this are no embedding's.</summary>
    public const double Most = 1e12;

    private static double Deviation(List<double> values)
    {
        double mean = values.Average();
        return Math.Clamp(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), Least, Most);
    }
}
