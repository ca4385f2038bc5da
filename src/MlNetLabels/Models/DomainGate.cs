using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>The domain check of a model: a fitted out-of-domain score and the cut that validation images set on it.</summary>
internal sealed class DomainGate
{
    private readonly IOutOfDomainScorer _scorer;
    private readonly double[] _validation;

    private DomainGate(IOutOfDomainScorer scorer, DomainManifest manifest, double[] validation) => (_scorer, Manifest, _validation) = (scorer, manifest, validation);

    public string Name => _scorer.Name;

    public DomainManifest Manifest { get; }

    public IReadOnlyDictionary<string, StateTensor> Tensors
    {
        get
        {
            var tensors = _scorer.State.Tensors.ToDictionary();
            return tensors;
        }
    }

    public static DomainGate? Fit(ScorerTraining training, ScorerInput validation, int[] groups, double rejectRate, CancellationToken cancellationToken)
    {
        if (validation.Rows == 0) return null;
        var scorer = OutOfDomainScorers.Create("mahalanobis");
        scorer.Fit(training, cancellationToken);
        double[] scores = [.. scorer.Score(validation, cancellationToken).Order()];
        return new DomainGate(scorer, new DomainManifest(scorer.Name, scorer.State.Numbers, rejectRate, scores), scores);
    }

    public static DomainGate Restore(DomainManifest manifest, IReadOnlyDictionary<string, StateTensor> tensors) =>
        new(OutOfDomainScorers.Restore(new ScorerState { Scorer = manifest.Score, Numbers = manifest.Numbers, Tensors = tensors }), manifest, [.. manifest.ValidationScores]);

    public double[] Score(ScorerInput rows, CancellationToken cancellationToken) => _scorer.Score(rows, cancellationToken);

    public DomainCheck Check(double score, double? rejectRate)
    {
        int rank = (int)Math.Ceiling((_validation.Length + 1) * (1 - (rejectRate ?? Manifest.RejectRate)));
        double? cut = rank > _validation.Length ? null : _validation[rank - 1];
        double p = (1.0 + _validation.Count(v => v >= score)) / (_validation.Length + 1);
        return new DomainCheck(score, p, cut, score > cut);
    }
}

/// <summary>The domain check of a model.</summary>
/// <param name="Score">Name of the out-of-domain score.</param>
/// <param name="Numbers">Its fitted scalars.</param>
/// <param name="RejectRate">Share of in-domain images it may reject.</param>
/// <param name="ValidationScores">Scores of the validation images, ascending.</param>
public sealed record DomainManifest(string Score, IReadOnlyDictionary<string, double> Numbers, double RejectRate, IReadOnlyList<double> ValidationScores);
