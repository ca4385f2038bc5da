namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Virtual-logit matching, a |r(x)| - log sum_k exp(z_k): r(x) is what the principal components that explain 90 % of
/// the training variance leave of x - mean, z the logits centred on their mean, a the training rows' mean of max_k z_k
/// over their mean of |r|. z are the softmax logits, without them the label heads' logits (centred they separate better
/// than their joint energy), without any the score is |r(x)|. Wang et al., "ViM: Out-Of-Distribution with Virtual-logit
/// Matching", CVPR 2022.
/// </summary>
internal sealed class VimScorer(string name, bool readLogits) : Scorer<VimScorer.Model>(name, ScoreHead.Embedding)
{
    private const double ExplainedVariance = 0.9;

    /// <summary>Where the logits come from.</summary>
    internal enum Source
    {
        None,
        Softmax,
        Labels,
    }

    /// <param name="Mean">Mean of the training rows [d].</param>
    /// <param name="Components">Orthonormal components [kept x d].</param>
    /// <param name="Alpha">a, above 0.</param>
    /// <param name="Logits">Which logits are read, and how many.</param>
    internal sealed record Model(
        ReadOnlyMemory<float> Mean,
        ReadOnlyMemory<float> Components,
        double Alpha,
        (Source Head, int Count) Logits
    );

    protected override Model Train(ScorerTraining training, CancellationToken cancellation)
    {
        var input = training.Input;
        var space = Subspace.Explaining(ExplainedVariance, input.Embeddings, cancellation);
        var logits =
            !readLogits ? (Source.None, 0)
            : input.SoftmaxLogits is { Columns: > 0 } s ? (Source.Softmax, s.Columns)
            : input.LabelLogits is { Columns: > 0 } l ? (Source.Labels, l.Columns)
            : (Source.None, 0);
        var model = new Model(ToFloats(space.Mean), ToFloats([.. space.Components.SelectMany(c => c)]), 1, logits);
        if (logits.Item1 == Source.None)
            return model;

        double residuals = 0,
            levels = 0;
        for (int i = 0; i < input.Rows; i++)
        {
            residuals += Residual(model, input.Embeddings.Row(i));
            var z = Logits(model, input[i]);
            levels += z[LogitMath.ArgMax(z)] - LogitMath.Mean(z);
        }
        // One class alone has only zero logits, and rows without spread no residual: the distance then counts as it is.
        return levels > 0 && residuals > 0 ? model with { Alpha = levels / residuals } : model;
    }

    protected override double Score(Model model, ScorerRow row)
    {
        ThrowIfWidth(row.Embedding, model.Mean.Length, "dimensions");
        double distance = model.Alpha * Residual(model, row.Embedding);
        if (model.Logits.Head == Source.None)
            return distance;
        var logits = Logits(model, row);
        ThrowIfWidth(
            logits,
            model.Logits.Count,
            model.Logits.Head == Source.Softmax ? "softmax logits" : "label logits"
        );
        return distance - (LogitMath.LogSumExp(logits) - LogitMath.Mean(logits));
    }

    protected override ScorerState ToState(Model model)
    {
        int d = model.Mean.Length;
        var numbers = new Dictionary<string, double>
        {
            ["dimensions"] = d,
            ["alpha"] = model.Alpha,
            ["source"] = (int)model.Logits.Head,
            ["logits"] = model.Logits.Count,
        };
        return NewState(
            numbers,
            ("mean", [d], model.Mean),
            ("components", [model.Components.Length / d, d], model.Components)
        );
    }

    protected override Model FromState(ScorerState state)
    {
        int d = state.Dimensions,
            source = state.Count("source", 0);
        if (source > (int)Source.Labels)
            throw state.Damaged($"'source' is {source}");
        var logits = ((Source)source, state.Count("logits", source == 0 ? 0 : 1));
        return new Model(
            state.Tensor("mean", d).Values,
            state.Tensor("components", -1, d).Values,
            state.Number("alpha", 0),
            logits
        );
    }

    private static double Residual(Model model, ReadOnlySpan<float> embedding)
    {
        int d = embedding.Length;
        var mean = model.Mean.Span;
        var components = model.Components.Span;
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

    private static ReadOnlySpan<float> Logits(Model model, ScorerRow row) =>
        model.Logits.Head == Source.Softmax ? row.SoftmaxLogits : row.LabelLogits;

    private static float[] ToFloats(double[] values) => [.. values.Select(v => (float)v)];
}
