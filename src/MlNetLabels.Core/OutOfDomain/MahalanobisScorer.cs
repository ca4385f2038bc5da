using System.Buffers;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// min_c (x - m_c)' C^-1 (x - m_c), squared, 0 or more: m_c the mean of class c, C the Ledoit-Wolf shrunk covariance of
/// the training rows about the means of their classes. Label data: one mean for each distinct label set of at least
/// <see cref="ClassMeans.LeastRowsOfLabelSet"/> rows, and the global mean, which the remaining rows are measured from;
/// no truth: the global mean alone. Lee et al., "A Simple Unified Framework for Detecting Out-of-Distribution Samples
/// and Adversarial Attacks", NeurIPS 2018.
/// </summary>
internal sealed class MahalanobisScorer() : Scorer<MahalanobisScorer.Model>("mahalanobis", ScoreHead.Embedding)
{
    /// <param name="Dimensions">d.</param>
    /// <param name="Whitening">L^-1 with L L' = C, see <see cref="OutOfDomain.Whitening"/>.</param>
    /// <param name="Means">Whitened means L^-1 m_c [means x d].</param>
    /// <param name="Shrinkage">Share of the identity in C, 0 to 1.</param>
    internal sealed record Model(
        int Dimensions,
        ReadOnlyMemory<float> Whitening,
        ReadOnlyMemory<float> Means,
        double Shrinkage
    );

    protected override Model Train(ScorerTraining training, CancellationToken cancellation)
    {
        var embeddings = training.Input.Embeddings;
        int d = embeddings.Columns;
        var groups = ClassMeans.From(training);
        var (moment, fourth) = Covariance.About(embeddings, i => groups.Means[groups.Of[i]], cancellation);
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
        return new Model(d, whitening, means, shrinkage);
    }

    protected override double Score(Model model, ScorerRow row)
    {
        int d = model.Dimensions;
        ThrowIfWidth(row.Embedding, d, "dimensions");
        double[] buffer = ArrayPool<double>.Shared.Rent(2 * d);
        var x = buffer.AsSpan(0, d);
        var whitened = buffer.AsSpan(d, d);
        for (int j = 0; j < d; j++)
            x[j] = row.Embedding[j];
        Whitening.Apply(model.Whitening.Span, x, whitened);
        double nearest = double.PositiveInfinity;
        var means = model.Means.Span;
        for (int at = 0; at < means.Length; at += d)
            nearest = Math.Min(nearest, WideMath.SquaredDistance(means.Slice(at, d), whitened));
        ArrayPool<double>.Shared.Return(buffer);
        return nearest;
    }

    protected override ScorerState ToState(Model model) =>
        NewState(
            new Dictionary<string, double> { ["dimensions"] = model.Dimensions, ["shrinkage"] = model.Shrinkage },
            ("whitening", [Whitening.Length(model.Dimensions)], model.Whitening),
            ("means", [model.Means.Length / model.Dimensions, model.Dimensions], model.Means)
        );

    protected override Model FromState(ScorerState state)
    {
        int d = state.Dimensions;
        var whitening = state.Tensor("whitening", Whitening.Length(d));
        var means = state.Tensor("means", -1, d);
        if (means.Shape[0] == 0)
            throw state.Damaged("tensor 'means' holds no mean");
        return new Model(d, whitening.Values, means.Values, state.Number("shrinkage", 0, 1));
    }
}
