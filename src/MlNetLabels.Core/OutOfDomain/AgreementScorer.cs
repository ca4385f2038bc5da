namespace MlNetLabels.OutOfDomain;

/// <summary>
/// ViM / s + log Mahalanobis++ / t, with s and t the standard deviations of both on training images that they were not
/// fitted on (<see cref="Spreads"/>): the sum of z-scores but for a constant. Far out where both agree that it is.
/// </summary>
internal sealed class AgreementScorer : Scorer<AgreementScorer.Fitted>
{
    // Below it a distance is that of an image to itself.
    private const double LeastDistance = 1e-12;

    private readonly (string Name, Func<double, double> Look)[] _members;

    private AgreementScorer(
        string name,
        string description,
        params ReadOnlySpan<(string Name, Func<double, double> Look)> members
    )
        : base(name, ScoreHead.Embedding, description) => _members = members.ToArray();

    public static AgreementScorer Create() =>
        new(
            "agreement",
            "how far out ViM and the Mahalanobis distance of directions together put the embedding",
            ("vim", score => score),
            ("mahalanobis++", Log)
        );

    // Its members are fitted six times.
    public override bool IsCostly => true;

    /// <param name="Members">The scores that are added.</param>
    /// <param name="Spread">The standard deviation of each.</param>
    internal sealed record Fitted(IOutOfDomainScorer[] Members, double[] Spread);

    protected override Fitted Train(ScorerTraining training, CancellationToken cancellationToken)
    {
        double[] spread =
            Spreads.Of(_members, training, cancellationToken)
            ?? throw new InvalidInputException(
                $"The out-of-domain score '{Name}' needs at least two groups of images of each of two classes or labels, "
                    + "to learn how far its members spread. Add images, or take another score."
            );
        IOutOfDomainScorer[] members = [.. _members.Select(m => OutOfDomainScorers.Create(m.Name))];
        foreach (var member in members)
            member.Fit(training, cancellationToken);
        return new Fitted(members, spread);
    }

    protected override double Score(Fitted fitted, ScorerRow row)
    {
        double sum = 0;
        for (int k = 0; k < _members.Length; k++)
            sum += _members[k].Look(fitted.Members[k].Score(row)) / fitted.Spread[k];
        return sum;
    }

    protected override ScorerState ToState(Fitted fitted)
    {
        var numbers = new Dictionary<string, double>();
        var tensors = new List<(string, int[], ReadOnlyMemory<float>)>();
        foreach (var (k, member) in fitted.Members.Index())
        {
            string prefix = _members[k].Name + ".";
            numbers[prefix + "spread"] = fitted.Spread[k];
            foreach (var (name, value) in member.State.Numbers)
                numbers[prefix + name] = value;
            foreach (var (name, tensor) in member.State.Tensors)
                tensors.Add((prefix + name, [.. tensor.Shape], tensor.Values));
        }
        return NewState(numbers, [.. tensors]);
    }

    protected override Fitted FromState(ScorerState state) =>
        new(
            [.. _members.Select(m => OutOfDomainScorers.Restore(state.Member(m.Name)))],
            [.. _members.Select(m => state.Number(m.Name + ".spread", double.Epsilon, Spreads.Most))]
        );

    /// <summary>The logarithm of a distance, finite also of an image to itself.</summary>
    internal static double Log(double distance) => Math.Log(Math.Max(distance, LeastDistance));
}
