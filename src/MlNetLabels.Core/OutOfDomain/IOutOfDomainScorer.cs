namespace MlNetLabels.OutOfDomain;

/// <summary>
/// A score that grows the further out of domain an image is. Fit on training images first, or restore what was fitted;
/// until then scoring throws <see cref="InvalidOperationException"/>. Scoring is thread-safe afterwards, and the same
/// for one row and for a batch, bit for bit.
/// </summary>
internal interface IOutOfDomainScorer
{
    /// <summary>The score's name in reports, on the command line and in bundles ("mahalanobis").</summary>
    string Name { get; }

    /// <summary>What goes up where an image is further out, in words for those who do not know the name.</summary>
    string Description { get; }

    /// <summary>Most training images that a model bundle fits this score on; it is left out above.</summary>
    int MaxTrainingRows { get; }

    /// <summary>
    /// Whether it costs so much to fit or to keep that a model holds it only where it decides or may be chosen to.
    /// </summary>
    bool IsCostly { get; }

    /// <summary>What the score reads.</summary>
    ScoreHead Head { get; }

    /// <summary>Whether <see cref="Fit"/> or <see cref="Restore"/> has been called.</summary>
    bool IsFitted { get; }

    /// <summary>Learns the domain from training images; replaces what was fitted before.</summary>
    /// <exception cref="ArgumentException">
    /// A part that the score reads is missing, or parts disagree in size.
    /// </exception>
    /// <exception cref="InvalidInputException">There is no image, or a value is not finite.</exception>
    void Fit(ScorerTraining training, CancellationToken cancellationToken = default);

    /// <summary>The score of one image; any finite number, larger = further out.</summary>
    /// <exception cref="ArgumentException">A part is missing or has another width than in training.</exception>
    double Score(ScorerRow row);

    /// <summary>The scores of a batch, one per image, in order.</summary>
    double[] Score(ScorerInput rows, CancellationToken cancellationToken = default);

    /// <summary>All that was fitted, as plain numbers for a model bundle.</summary>
    ScorerState State { get; }

    /// <summary>Takes over what another scorer of this name had fitted; scores are then equal bit for bit.</summary>
    /// <exception cref="InvalidInputException">A part is missing, has the wrong size or is not finite.</exception>
    void Restore(ScorerState state);
}
