using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>The domain check of a model: fitted out-of-domain scores, and the cut that validation images set on the one that decides.</summary>
internal sealed class DomainGate
{
    // A bundle holds every training embedding for the nearest neighbours: 23 MB at this many images of 576 dimensions.
    private const int MaxNeighborRows = 10_000;

    private readonly IOutOfDomainScorer _decider;
    private readonly ConformalCut _cut;

    private DomainGate(IReadOnlyList<IOutOfDomainScorer> scorers, string decider, ConformalCut cut)
    {
        (Scorers, _cut) = (scorers, cut);
        _decider = scorers.FirstOrDefault(s => s.Name == decider)
            ?? throw new InvalidInputException($"The model's domain check decides by the score '{decider}', which it does not hold. Train the model again.");
    }

    /// <summary>Name of the score that decides.</summary>
    public string Name => _decider.Name;

    /// <summary>All scores that apply; those that do not decide are there to be compared.</summary>
    public IReadOnlyList<IOutOfDomainScorer> Scorers { get; }

    public DomainManifest Manifest => new(Name, _cut.State, [.. Scorers.Select(s => new ScoreManifest(s.Name, s.State.Numbers))]);

    public string? Warning => _cut.Shortfall;

    public IEnumerable<(string Name, StateTensor Tensor)> Tensors => Scorers.SelectMany(s => s.State.Tensors.Select(t => ($"{s.Name}.{t.Key}", t.Value)));

    /// <summary>Fits the scores on training images and sets the cut on validation images.</summary>
    public static DomainGate Fit(ScorerTraining training, ScorerInput validation, int[] groups, double rejectRate, CancellationToken cancellationToken)
    {
        var scorers = new List<IOutOfDomainScorer>();
        foreach (string name in OutOfDomainScorers.Names)
        {
            var scorer = OutOfDomainScorers.Create(name);
            bool applies = scorer.Head switch
            {
                ScoreHead.Softmax => training.Input.SoftmaxLogits is not null,
                ScoreHead.Labels => training.Input.LabelLogits is not null,
                _ => name != "knn" || training.Input.Rows <= MaxNeighborRows,
            };
            if (!applies) continue;
            scorer.Fit(training, cancellationToken);
            scorers.Add(scorer);
        }
        double[] scores = scorers.Single(s => s.Name == OutOfDomainScorers.Default).Score(validation, cancellationToken);
        bool isGrouped = groups.Distinct().Count() < groups.Length;
        return new DomainGate(scorers, OutOfDomainScorers.Default, ConformalCut.Fit(scores, rejectRate, isGrouped ? groups : []));
    }

    /// <summary>Restores what a bundle holds.</summary>
    public static DomainGate Restore(DomainManifest manifest, IReadOnlyDictionary<string, StateTensor> tensors) => new(
        [.. manifest.Scores.Select(score => OutOfDomainScorers.Restore(new ScorerState
        {
            Scorer = score.Name,
            Numbers = score.Numbers,
            Tensors = tensors.Where(t => t.Key.StartsWith(score.Name + ".", StringComparison.Ordinal)).ToDictionary(t => t.Key[(score.Name.Length + 1)..], t => t.Value),
        }))], manifest.Decider, ConformalCut.FromState(manifest.Cut));

    /// <summary>The deciding score of each image.</summary>
    public double[] Score(ScorerInput rows, CancellationToken cancellationToken) => _decider.Score(rows, cancellationToken);

    /// <summary>Holds a score against the cut.</summary>
    public DomainCheck Check(double score, double? rejectRate)
    {
        var cut = rejectRate is { } rate ? _cut.WithAlpha(rate) : _cut;
        return new DomainCheck(score, cut.PValue(score), double.IsFinite(cut.Cut) ? cut.Cut : null, !cut.Accepts(score));
    }
}

/// <summary>The domain check of a model.</summary>
/// <param name="Decider">Name of the score that decides.</param>
/// <param name="Cut">What validation images set on it.</param>
/// <param name="Scores">All scores the model holds.</param>
public sealed record DomainManifest(string Decider, ConformalCutState Cut, IReadOnlyList<ScoreManifest> Scores);

/// <summary>A fitted out-of-domain score; its tensors are among the weights.</summary>
/// <param name="Name">The score.</param>
/// <param name="Numbers">Its fitted scalars.</param>
public sealed record ScoreManifest(string Name, IReadOnlyDictionary<string, double> Numbers);
