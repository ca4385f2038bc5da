namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Every out-of-domain score by name; see each scorer's documentation for formula and source. All are fitted on
/// training images, and larger is further out.
/// </summary>
public static class OutOfDomainScorers
{
    /// <summary>
    /// The score to take where no out-of-domain images are at hand to choose by: ViM. No other single score has a higher
    /// mean AUROC on near strangers, and none that has fewer far ones pass has so beyond chance with every backbone
    /// (<c>Benchmarks -- strangers</c>).
    /// </summary>
    public const string Default = "vim";

    /// <summary>The registration: one line per score, in the order of reports.</summary>
    /// <remarks>
    /// To add a score, write one file with a class that derives from <see cref="Scorer{TFitted}"/>, or from
    /// <see cref="LogitScorer"/> where it reads one head's logits alone, and register it here. Name, head, words for
    /// reports, and what a bundle stores are the class's own; training, evaluation, reports, bundles and the command
    /// line find it here, and ScorerContractTests holds it to the contract. ONNX graphs know scores by name: until
    /// MlNetLabels.Onnx has a form for it, a model that decides by it is not exported.
    /// </remarks>
    private static readonly Dictionary<string, Func<IOutOfDomainScorer>> s_registered = new Func<IOutOfDomainScorer>[]
    {
        () => new MaxProbabilityScorer(),
        () => new MaxLogitScorer(),
        () => new EnergyScorer(),
        () => new GeneralizedEntropyScorer(),
        () => new MaxLabelProbabilityScorer(),
        () => new JointEnergyScorer(),
        () => new LabelEntropyScorer(),
        () => NearestNeighborScorer.Create(),
        NearestNeighborScorer.CreateRaw,
        MahalanobisScorer.Create,
        MahalanobisScorer.CreateUnit,
        VimScorer.Create,
        VimScorer.CreateResidual,
        AgreementScorer.Create,
    }.ToDictionary(create => create().Name);

    /// <summary>The names of all scores.</summary>
    public static IReadOnlyCollection<string> Names => s_registered.Keys;

    /// <summary>
    /// What goes up where an image is further out, in words for those who do not know the scores by name ("how far the
    /// largest softmax probability is from 1"); null for a score from elsewhere.
    /// </summary>
    public static string? Describe(string name) =>
        s_registered.TryGetValue(name, out var create) ? create().Description : null;

    /// <summary>What a score reads: "softmax", "labels" or "embedding".</summary>
    /// <exception cref="InvalidInputException">There is no score of that name.</exception>
    public static string HeadOf(string name) => Create(name).Head.ToString().ToLowerInvariant();

    /// <summary>A new scorer, not fitted yet.</summary>
    /// <exception cref="InvalidInputException">There is no score of that name.</exception>
    internal static IOutOfDomainScorer Create(string name) =>
        s_registered.TryGetValue(name, out var create)
            ? create()
            : throw new InvalidInputException(
                $"There is no out-of-domain score '{name}'; choose one of {string.Join(", ", Names)}."
            );

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
