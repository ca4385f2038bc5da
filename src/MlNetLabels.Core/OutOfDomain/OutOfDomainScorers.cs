namespace MlNetLabels.OutOfDomain;

/// <summary>Every out-of-domain score by name; see each scorer's documentation for formula and source.</summary>
public static class OutOfDomainScorers
{
    /// <summary>Neighbours that the kNN score looks for.</summary>
    internal const int DefaultNeighbors = 10;

    /// <summary>
    /// The score to take where no out-of-domain images are at hand to choose by: ViM, which has the highest mean and
    /// the highest
    /// least AUROC of all single scores over the pairs that DefaultScoreTests compares, class and label data alike.
    /// </summary>
    public const string Default = "vim";

    private static readonly Dictionary<string, Func<IOutOfDomainScorer>> s_byName = new Func<IOutOfDomainScorer>[]
    {
        () => new MaxProbabilityScorer(),
        () => new MaxLogitScorer(),
        () => new EnergyScorer(),
        () => new GeneralizedEntropyScorer(),
        () => new MaxLabelProbabilityScorer(),
        () => new JointEnergyScorer(),
        () => NearestNeighbors(),
        () => new MahalanobisScorer(),
        () => new VimScorer("vim", readLogits: true),
        () => new VimScorer("residual", readLogits: false),
    }.ToDictionary(create => create().Name);

    /// <summary>The names of all scores.</summary>
    public static IReadOnlyCollection<string> Names => s_byName.Keys;

    /// <summary>What a score reads: "softmax", "labels" or "embedding".</summary>
    /// <exception cref="InvalidInputException">There is no score of that name.</exception>
    public static string HeadOf(string name) => Create(name).Head.ToString().ToLowerInvariant();

    /// <summary>A new scorer, not fitted yet.</summary>
    /// <exception cref="InvalidInputException">There is no score of that name.</exception>
    internal static IOutOfDomainScorer Create(string name) =>
        s_byName.TryGetValue(name, out var create)
            ? create()
            : throw new InvalidInputException(
                $"There is no out-of-domain score '{name}'; choose one of {string.Join(", ", Names)}."
            );

    /// <summary>The kNN score with a number of neighbours of one's own, 1 or more.</summary>
    internal static IOutOfDomainScorer NearestNeighbors(int neighbors = DefaultNeighbors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        return new NearestNeighborScorer(neighbors);
    }

    /// <summary>The fitted scorer that a state was taken from.</summary>
    /// <exception cref="InvalidInputException">The name is unknown or the state is damaged.</exception>
    internal static IOutOfDomainScorer Restore(ScorerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var scorer = Create(state.Scorer);
        scorer.Restore(state);
        return scorer;
    }
}
