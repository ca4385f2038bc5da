using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// One fold of a cross-conformal domain check: the deciding score as fitted without the fold's images, and what those
/// images score by it. Immutable.
/// </summary>
public sealed class DomainFold
{
    internal DomainFold(
        Standardizer standardizer,
        LinearLayer? softmax,
        LinearLayer? labels,
        IOutOfDomainScorer scorer
    ) => (Standardizer, SoftmaxLayer, LabelLayer, Scorer) = (standardizer, softmax, labels, scorer);

    /// <summary>What embeddings go through first.</summary>
    public Standardizer Standardizer { get; }

    /// <summary>The softmax head fitted without the fold; null where there is none. Not to be changed.</summary>
    public LinearLayer? SoftmaxLayer { get; }

    /// <summary>The label heads fitted without the fold; null where there are none. Not to be changed.</summary>
    public LinearLayer? LabelLayer { get; }

    /// <summary>Scores of the images of the fold, smallest first.</summary>
    public IReadOnlyList<double> Scores { get; internal init; } = [];

    /// <summary>
    /// Share of its group that each of <see cref="Scores"/> stands for; null where images came without groups.
    /// </summary>
    public IReadOnlyList<double>? Weights { get; internal init; }

    /// <summary>What the check for new classes knows of this fold; null where there is none.</summary>
    public NewClassFold? NewClass { get; internal init; }

    /// <summary>Scalars of the fitted score, by name.</summary>
    public IReadOnlyDictionary<string, double> Numbers => Scorer.State.Numbers;

    internal IOutOfDomainScorer Scorer { get; }

    /// <summary>Arrays of the fitted score, by name: rows x columns, a vector as one row. Copies.</summary>
    public IReadOnlyDictionary<string, Matrix> Tensors() => Scorer.State.ToMatrices();

    /// <summary>What scores read of images, as this fold sees them.</summary>
    internal ScorerInput Read(Matrix embeddings)
    {
        var features = new FeatureRows(embeddings, Enumerable.Range(0, embeddings.Rows).ToArray(), Standardizer);
        return new ScorerInput
        {
            Embeddings = features,
            RawEmbeddings = embeddings,
            SoftmaxLogits = SoftmaxLayer?.Logits(features),
            LabelLogits = LabelLayer?.Logits(features),
        };
    }
}
