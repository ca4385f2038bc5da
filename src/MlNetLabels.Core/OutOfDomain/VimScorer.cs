namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Virtual-logit matching, a |r(x)| - log sum_k exp(z_k): r(x) is what the principal components that explain 90 % of
/// the training variance leave of x - mean, z the logits centred on their mean, a the training rows' mean of max_k z_k
/// over their mean of |r|. z are the softmax logits, without them the label heads' logits (centred they separate better
/// than their joint energy), without any the score is |r(x)|. Wang et al., "ViM: Out-Of-Distribution with Virtual-logit
/// Matching", CVPR 2022.
/// </summary>
internal sealed class VimScorer : Scorer<VimScorer.Fitted>
{
    private readonly bool _readsLogits;

    private VimScorer(string name, bool readsLogits, string description)
        : base(name, ScoreHead.Embedding, description) => _readsLogits = readsLogits;

    /// <summary>With the heads' logits, where there are any.</summary>
    public static VimScorer Create() =>
        new(
            "vim",
            true,
            "how much of the embedding lies outside the directions that training images use, set against the heads' logits"
        );

    /// <summary>Without logits: the distance alone.</summary>
    public static VimScorer CreateResidual() =>
        new("residual", false, "how much of the embedding lies outside the directions that training images use");

    // The residual alone is what ViM and Mahalanobis say between them.
    public override bool IsCostly => !_readsLogits;

    private const double ExplainedVariance = 0.9;

    // a is a ratio of two means: more rows than this, taken evenly, move it by less than a percent.
    private const int MostForAlpha = 4096;

    /// <summary>Where the logits come from.</summary>
    internal enum LogitSource
    {
        None,
        Softmax,
        Labels,
    }

    /// <param name="Mean">Mean of the training rows [d].</param>
    /// <param name="Components">Orthonormal components [kept x d].</param>
    /// <param name="Alpha">a, above 0.</param>
    /// <param name="Logits">Which logits are read, and how many.</param>
    internal sealed record Fitted(
        ReadOnlyMemory<float> Mean,
        ReadOnlyMemory<float> Components,
        double Alpha,
        (LogitSource Head, int Count) Logits
    );

    protected override Fitted Train(ScorerTraining training, CancellationToken cancellationToken)
    {
        var input = training.Input;
        var space = Subspace.Explaining(ExplainedVariance, input.Embeddings, cancellationToken);
        var logits =
            !_readsLogits ? (LogitSource.None, 0)
            : input.SoftmaxLogits is { Columns: > 0 } s ? (LogitSource.Softmax, s.Columns)
            : input.LabelLogits is { Columns: > 0 } l ? (LogitSource.Labels, l.Columns)
            : (LogitSource.None, 0);
        var fitted = new Fitted(ToFloats(space.Mean), ToFloats([.. space.Components.SelectMany(c => c)]), 1, logits);
        if (logits.Item1 == LogitSource.None)
            return fitted;

        double residuals = 0,
            levels = 0;
        int step = (input.Rows + MostForAlpha - 1) / MostForAlpha;
        for (int i = 0; i < input.Rows; i += step)
        {
            residuals += Residual(fitted, input.Embeddings.Row(i));
            var z = Logits(fitted, input[i]);
            levels += z[LogitMath.ArgMax(z)] - LogitMath.Mean(z);
        }
        // One class alone has only zero logits, and rows without spread no residual: the distance then counts as it is.
        return levels > 0 && residuals > 0 ? fitted with { Alpha = levels / residuals } : fitted;
    }

    protected override double Score(Fitted fitted, ScorerRow row)
    {
        ThrowIfWidth(row.Embedding, fitted.Mean.Length, "dimensions");
        double distance = fitted.Alpha * Residual(fitted, row.Embedding);
        if (fitted.Logits.Head == LogitSource.None)
            return distance;
        var logits = Logits(fitted, row);
        ThrowIfWidth(
            logits,
            fitted.Logits.Count,
            fitted.Logits.Head == LogitSource.Softmax ? "softmax logits" : "label logits"
        );
        return distance - (LogitMath.LogSumExp(logits) - LogitMath.Mean(logits));
    }

    protected override ScorerState ToState(Fitted fitted)
    {
        int d = fitted.Mean.Length;
        var numbers = new Dictionary<string, double>
        {
            ["dimensions"] = d,
            ["alpha"] = fitted.Alpha,
            ["source"] = (int)fitted.Logits.Head,
            ["logits"] = fitted.Logits.Count,
        };
        return NewState(
            numbers,
            ("mean", [d], fitted.Mean),
            ("components", [fitted.Components.Length / d, d], fitted.Components)
        );
    }

    protected override Fitted FromState(ScorerState state)
    {
        int d = state.Dimensions,
            source = state.Count("source", 0);
        if (source > (int)LogitSource.Labels)
            throw state.Damaged($"'source' is {source}");
        var logits = ((LogitSource)source, state.Count("logits", source == 0 ? 0 : 1));
        return new Fitted(
            state.Tensor("mean", d).Values,
            state.Tensor("components", -1, d).Values,
            state.Number("alpha", 0),
            logits
        );
    }

    private static double Residual(Fitted fitted, ReadOnlySpan<float> embedding)
    {
        int d = embedding.Length;
        var mean = fitted.Mean.Span;
        var components = fitted.Components.Span;
        var x = new double[d];
        double all = 0,
            inside = 0;
        for (int j = 0; j < d; j++)
        {
            x[j] = (double)embedding[j] - mean[j];
            all += x[j] * x[j];
        }
        for (int at = 0; at < components.Length; at += d)
        {
            double along = WideMath.Dot(components.Slice(at, d), x);
            inside += along * along;
        }
        return Math.Sqrt(Math.Max(0, all - inside));
    }

    private static ReadOnlySpan<float> Logits(Fitted fitted, ScorerRow row) =>
        fitted.Logits.Head == LogitSource.Softmax ? row.SoftmaxLogits : row.LabelLogits;

    private static float[] ToFloats(double[] values) => [.. values.Select(v => (float)v)];
}
