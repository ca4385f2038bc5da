namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Virtual-logit matching, a |r(x)| - e(z): r(x) is what the principal components that explain 90 % of the training variance
/// leave of x - mean, z the logits, a the training rows' mean of l(z) over their mean of |r|. Softmax logits, centred:
/// e = log sum exp, l = max. Without them the label heads' logits: e = l = sum_k log(1 + exp(z_k)). No logits at all: the
/// residual |r(x)| alone. Wang et al., "ViM: Out-Of-Distribution with Virtual-logit Matching", CVPR 2022.
/// </summary>
internal sealed class VimScorer(string name, bool readLogits) : Scorer<VimScorer.Model>(name, ScoreHead.Embedding)
{
    private const double ExplainedVariance = 0.9;

    /// <summary>Where the logits come from.</summary>
    internal enum Source { None, Softmax, Labels }

    /// <param name="Mean">Mean of the training rows [d].</param>
    /// <param name="Components">Orthonormal components [kept x d].</param>
    /// <param name="Alpha">a, above 0.</param>
    /// <param name="Logits">Which logits are read, and how many.</param>
    internal sealed record Model(ReadOnlyMemory<float> Mean, ReadOnlyMemory<float> Components, double Alpha, (Source Head, int Count) Logits);

    protected override Model Train(ScorerTraining training, CancellationToken cancellation)
    {
        var input = training.Input;
        var space = Subspace.Explaining(ExplainedVariance, input.Embeddings, cancellation);
        var logits = !readLogits ? (Source.None, 0)
            : input.SoftmaxLogits is { Columns: > 0 } s ? (Source.Softmax, s.Columns)
            : input.LabelLogits is { Columns: > 0 } l ? (Source.Labels, l.Columns)
            : (Source.None, 0);
        var model = new Model(ToFloats(space.Mean), ToFloats([.. space.Components.SelectMany(c => c)]), 1, logits);
        if (logits.Item1 == Source.None) return model;

        double residuals = 0, levels = 0;
        for (int i = 0; i < input.Rows; i++)
        {
            residuals += Residual(model, input.Embeddings.Row(i));
            levels += Level(model, input[i]);
        }
        // One class alone has only zero logits, and rows without spread no residual: the distance then counts as it is.
        return levels > 0 && residuals > 0 ? model with { Alpha = levels / residuals } : model;
    }

    protected override double Score(Model model, ScorerRow row)
    {
        ThrowIfWidth(row.Embedding, model.Mean.Length, "dimensions");
        double distance = model.Alpha * Residual(model, row.Embedding);
        if (model.Logits.Head == Source.None) return distance;
        bool softmax = model.Logits.Head == Source.Softmax;
        var logits = softmax ? row.SoftmaxLogits : row.LabelLogits;
        ThrowIfWidth(logits, model.Logits.Count, softmax ? "softmax logits" : "label logits");
        return distance - (softmax ? LogitMath.LogSumExp(logits) - LogitMath.Mean(logits) : LogitMath.SumSoftplus(logits));
    }

    protected override ScorerState ToState(Model model)
    {
        int d = model.Mean.Length;
        var numbers = new Dictionary<string, double>
        {
            ["dimensions"] = d, ["alpha"] = model.Alpha, ["source"] = (int)model.Logits.Head, ["logits"] = model.Logits.Count,
        };
        return NewState(numbers, ("mean", [d], model.Mean.ToArray()), ("components", [model.Components.Length / d, d], model.Components.ToArray()));
    }

    protected override Model FromState(ScorerState state)
    {
        int d = state.Count("dimensions"), source = state.Count("source", 0);
        if (source > (int)Source.Labels) throw state.Damaged($"'source' is {source}");
        var logits = ((Source)source, state.Count("logits", source == 0 ? 0 : 1));
        return new Model(state.Tensor("mean", d).Values, state.Tensor("components", -1, d).Values, state.Number("alpha", 0), logits);
    }

    private static double Residual(Model model, ReadOnlySpan<float> embedding)
    {
        int d = embedding.Length;
        var mean = model.Mean.Span;
        var components = model.Components.Span;
        var x = new double[d];
        double all = 0, inside = 0;
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

    private static double Level(Model model, ScorerRow row) => model.Logits.Head == Source.Softmax
        ? row.SoftmaxLogits[LogitMath.ArgMax(row.SoftmaxLogits)] - LogitMath.Mean(row.SoftmaxLogits)
        : LogitMath.SumSoftplus(row.LabelLogits);

    private static float[] ToFloats(double[] values) => [.. values.Select(v => (float)v)];
}
