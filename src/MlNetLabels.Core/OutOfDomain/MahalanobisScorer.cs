using System.Buffers;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// min_c (x - m_c)' C^-1 (x - m_c), squared, 0 or more: m_c the mean of class c, C the Ledoit-Wolf shrunk covariance of
/// the training rows about the means of their classes. Label data: one mean for each distinct label set of at least
/// <see cref="ClassMeans.LeastRowsOfLabelSet"/> rows, and the global mean, which the remaining rows are measured from;
/// no truth: the global mean alone. Lee et al., "A Simple Unified Framework for Detecting Out-of-Distribution Samples
/// and Adversarial Attacks", NeurIPS 2018. "mahalanobis++" is the same on raw embeddings scaled to length 1: Mueller and
/// Hein, "Mahalanobis++: Improving OOD Detection via Feature Normalization", ICML 2025.
/// </summary>
internal sealed class MahalanobisScorer : Scorer<MahalanobisScorer.Fitted>
{
    private readonly bool _isUnit;

    private MahalanobisScorer(string name, bool isUnit, string description)
        : base(name, ScoreHead.Embedding, description) => _isUnit = isUnit;

    /// <summary>On standardised embeddings.</summary>
    public static MahalanobisScorer Create() =>
        new(
            "mahalanobis",
            false,
            "how far the embedding is from the nearest class, measured by how much training images spread in each direction"
        );

    /// <summary>On raw embeddings of length 1.</summary>
    public static MahalanobisScorer CreateUnit() =>
        new(
            "mahalanobis++",
            true,
            "how far the direction of the embedding is from the nearest class, measured by how much training images spread"
        );

    /// <param name="Dimensions">d.</param>
    /// <param name="Whitening">L^-1 with L L' = C, see <see cref="OutOfDomain.Whitening"/>.</param>
    /// <param name="Means">Whitened means L^-1 m_c [means x d].</param>
    /// <param name="Shrinkage">Share of the identity in C, 0 to 1.</param>
    internal sealed record Fitted(
        int Dimensions,
        ReadOnlyMemory<float> Whitening,
        ReadOnlyMemory<float> Means,
        double Shrinkage
    );

    protected override Fitted Train(ScorerTraining training, CancellationToken cancellationToken)
    {
        var embeddings = _isUnit ? new UnitLength(Need(training.Input.RawEmbeddings)) : training.Input.Embeddings;
        int d = embeddings.Columns;
        var groups = ClassMeans.From(training, embeddings);
        var (moment, fourth) = Covariance.About(embeddings, i => groups.Means[groups.MeanOfRow[i]], cancellationToken);
        double shrinkage = LedoitWolf.Shrink(moment, d, embeddings.Rows, fourth);
        float[] whitening = Whitening.From(moment, d),
            means = new float[groups.Means.Length * d];
        var whitened = new double[d];
        for (int c = 0; c < groups.Means.Length; c++)
        {
            Whitening.Apply(whitening, groups.Means[c], whitened);
            for (int j = 0; j < d; j++)
                means[c * d + j] = (float)whitened[j];
        }
        return new Fitted(d, whitening, means, shrinkage);
    }

    protected override double Score(Fitted fitted, ScorerRow row)
    {
        int d = fitted.Dimensions;
        var embedding = _isUnit ? row.RawEmbedding : row.Embedding;
        ThrowIfWidth(embedding, d, "dimensions");
        double[] buffer = ArrayPool<double>.Shared.Rent(2 * d);
        var x = buffer.AsSpan(0, d);
        var whitened = buffer.AsSpan(d, d);
        double length = _isUnit ? UnitLength.Of(embedding) : 1;
        for (int j = 0; j < d; j++)
            x[j] = embedding[j] / length;
        Whitening.Apply(fitted.Whitening.Span, x, whitened);
        double nearest = double.PositiveInfinity;
        var means = fitted.Means.Span;
        for (int at = 0; at < means.Length; at += d)
            nearest = Math.Min(nearest, WideMath.SquaredDistance(means.Slice(at, d), whitened));
        ArrayPool<double>.Shared.Return(buffer);
        return nearest;
    }

    protected override ScorerState ToState(Fitted fitted) =>
        NewState(
            new Dictionary<string, double> { ["dimensions"] = fitted.Dimensions, ["shrinkage"] = fitted.Shrinkage },
            ("whitening", [Whitening.Length(fitted.Dimensions)], fitted.Whitening),
            ("means", [fitted.Means.Length / fitted.Dimensions, fitted.Dimensions], fitted.Means)
        );

    protected override Fitted FromState(ScorerState state)
    {
        int d = state.Dimensions;
        var whitening = state.Tensor("whitening", Whitening.Length(d));
        var means = state.Tensor("means", -1, d);
        if (means.Shape[0] == 0)
            throw state.Damaged("tensor 'means' holds no mean");
        return new Fitted(d, whitening.Values, means.Values, state.Number("shrinkage", 0, 1));
    }
}
