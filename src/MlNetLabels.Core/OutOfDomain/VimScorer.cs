using MlNetLabels.Numerics;

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
        for (int start = 0; start < input.Rows; start += WideMath.AtOnce * step)
        {
            int[] rows =
            [
                .. Enumerable.Range(0, WideMath.AtOnce).Select(k => start + k * step).Where(i => i < input.Rows),
            ];
            foreach (double residual in Residuals(fitted, input.Embeddings, rows))
                residuals += residual;
            foreach (int i in rows)
            {
                var z = Logits(fitted, input[i]);
                levels += z[LogitMath.ArgMax(z)] - LogitMath.Mean(z);
            }
        }
        // One class alone has only zero logits, and rows without spread no residual: the distance then counts as it is.
        return levels > 0 && residuals > 0 ? fitted with { Alpha = levels / residuals } : fitted;
    }

    protected override double Score(Fitted fitted, ScorerRow row)
    {
        ThrowIfWidth(row.Embedding, fitted.Mean.Length, "dimensions");
        return Score(fitted, row, Residual(fitted, row.Embedding));
    }

    protected override void ScoreBatch(
        Fitted fitted,
        ScorerInput rows,
        double[] scores,
        CancellationToken cancellationToken
    )
    {
        if (rows.Rows > 0)
            ThrowIfWidth(rows.Embeddings.Row(0), fitted.Mean.Length, "dimensions");
        Parallel.For(
            0,
            (rows.Rows + WideMath.AtOnce - 1) / WideMath.AtOnce,
            new ParallelOptions { CancellationToken = cancellationToken },
            block =>
            {
                int start = block * WideMath.AtOnce;
                int[] some = [.. Enumerable.Range(start, Math.Min(WideMath.AtOnce, rows.Rows - start))];
                double[] residuals = Residuals(fitted, rows.Embeddings, some);
                for (int k = 0; k < some.Length; k++)
                    scores[some[k]] = Score(fitted, rows[some[k]], residuals[k]);
            }
        );
    }

    private double Score(Fitted fitted, ScorerRow row, double residual)
    {
        double distance = fitted.Alpha * residual;
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
        var x = new double[embedding.Length];
        double all = Centre(fitted, embedding, x),
            inside = 0;
        var components = fitted.Components.Span;
        for (int at = 0; at < components.Length; at += x.Length)
        {
            double along = WideMath.Dot(components.Slice(at, x.Length), x);
            inside += along * along;
        }
        return Math.Sqrt(Math.Max(0, all - inside));
    }

    // The same of some rows: what each component says is read from memory once for all of them.
    private static double[] Residuals(Fitted fitted, IRows embeddings, int[] rows)
    {
        int d = fitted.Mean.Length;
        var x = new double[WideMath.AtOnce * d];
        double[] all = new double[WideMath.AtOnce],
            inside = new double[WideMath.AtOnce],
            along = new double[WideMath.AtOnce];
        for (int k = 0; k < rows.Length; k++)
            all[k] = Centre(fitted, embeddings.Row(rows[k]), x.AsSpan(k * d, d));
        var components = fitted.Components.Span;
        for (int at = 0; at < components.Length; at += d)
        {
            WideMath.Dots(components.Slice(at, d), x, along);
            for (int k = 0; k < along.Length; k++)
                inside[k] += along[k] * along[k];
        }
        return [.. rows.Select((_, k) => Math.Sqrt(Math.Max(0, all[k] - inside[k])))];
    }

    // x - mean, and its squared length.
    private static double Centre(Fitted fitted, ReadOnlySpan<float> embedding, Span<double> x)
    {
        var mean = fitted.Mean.Span;
        double all = 0;
        for (int j = 0; j < x.Length; j++)
        {
            x[j] = (double)embedding[j] - mean[j];
            all += x[j] * x[j];
        }
        return all;
    }

    private static ReadOnlySpan<float> Logits(Fitted fitted, ScorerRow row) =>
        fitted.Logits.Head == LogitSource.Softmax ? row.SoftmaxLogits : row.LabelLogits;

    private static float[] ToFloats(double[] values) => [.. values.Select(v => (float)v)];
}
