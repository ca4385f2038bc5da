namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Euclidean distance to the k-th nearest training row, all rows scaled to length 1 (a row of zeros stays); 0 to 2.
/// With fewer than k rows, to the furthest. Sun et al., "Out-of-Distribution Detection with Deep Nearest Neighbors",
/// ICML 2022. The search is exact: single precision finds candidates, double precision measures them. Memory: one copy
/// of the training rows, and <see cref="QueryBlock"/> queries a thread.
/// </summary>
internal sealed class NearestNeighborScorer(int k) : Scorer<NearestNeighborScorer.Model>("knn", ScoreHead.Embedding)
{
    // Queries that share one pass over the training rows; their own 64 x 576 x 4 bytes fit the second cache.
    private const int QueryBlock = 64;

    // Candidates beyond k, so that rounding in single precision cannot push a k-th neighbour out of the list.
    private const int Spare = 8;

    // Steps between looks at the cancellation token.
    private const int RowsPerCheck = 1 << 16;

    /// <param name="Dimensions">d.</param>
    /// <param name="Neighbors">k.</param>
    /// <param name="Rows">Training rows of length 1 [rows x d].</param>
    internal sealed record Model(int Dimensions, int Neighbors, ReadOnlyMemory<float> Rows)
    {
        public int Count => Rows.Length / Dimensions;
    }

    protected override Model Train(ScorerTraining training, CancellationToken cancellation)
    {
        var embeddings = training.Input.Embeddings;
        int d = embeddings.Columns;
        var rows = new float[embeddings.Rows * d];
        for (int i = 0; i < embeddings.Rows; i++)
            Normalize(embeddings.Row(i), rows.AsSpan(i * d, d));
        return new Model(d, k, rows);
    }

    protected override double Score(Model model, ScorerRow row)
    {
        ThrowIfWidth(row.Embedding, model.Dimensions, "dimensions");
        var query = new float[model.Dimensions];
        Normalize(row.Embedding, query);
        double score = 0;
        Search(model, query, new Span<double>(ref score), CancellationToken.None);
        return score;
    }

    protected override void ScoreBatch(Model model, ScorerInput rows, double[] scores, CancellationToken cancellation)
    {
        int d = model.Dimensions,
            blocks = (rows.Rows + QueryBlock - 1) / QueryBlock;
        if (rows.Rows > 0)
            ThrowIfWidth(rows.Embeddings.Row(0), d, "dimensions");
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { CancellationToken = cancellation },
            block =>
            {
                int first = block * QueryBlock,
                    count = Math.Min(QueryBlock, rows.Rows - first);
                var queries = new float[count * d];
                for (int i = 0; i < count; i++)
                    Normalize(rows.Embeddings.Row(first + i), queries.AsSpan(i * d, d));
                Search(model, queries, scores.AsSpan(first, count), cancellation);
            }
        );
    }

    protected override ScorerState ToState(Model model) =>
        NewState(
            new Dictionary<string, double> { ["dimensions"] = model.Dimensions, ["neighbors"] = model.Neighbors },
            ("rows", [model.Count, model.Dimensions], model.Rows)
        );

    protected override Model FromState(ScorerState state)
    {
        int d = state.Dimensions;
        var rows = state.Tensor("rows", -1, d);
        return rows.Shape[0] > 0
            ? new Model(d, state.Count("neighbors"), rows.Values)
            : throw state.Damaged("tensor 'rows' holds no row");
    }

    private static void Search(
        Model model,
        ReadOnlySpan<float> queries,
        Span<double> scores,
        CancellationToken cancellation
    )
    {
        int d = model.Dimensions,
            n = model.Count,
            neighbors = Math.Min(model.Neighbors, n);
        var rows = model.Rows.Span;
        var nearest = new LargestDots[scores.Length];
        for (int q = 0; q < nearest.Length; q++)
            nearest[q] = new LargestDots(Math.Min(n, neighbors + Spare));
        Span<float> dots = stackalloc float[NearestRows.Block];
        for (int first = 0; first < n; first += NearestRows.Block)
        {
            if (first % RowsPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(NearestRows.Block, n - first);
            for (int q = 0; q < nearest.Length; q++)
            {
                NearestRows.Dots(queries.Slice(q * d, d), rows, first, dots);
                var best = nearest[q];
                for (int r = 0; r < count; r++)
                    if (dots[r] > best.Least)
                        best.Add(dots[r], first + r);
            }
        }
        Span<double> squares = new double[neighbors + Spare];
        for (int q = 0; q < scores.Length; q++)
        {
            var candidates = nearest[q].Rows;
            double[] query = WideMath.Widen(queries.Slice(q * d, d));
            for (int c = 0; c < candidates.Length; c++)
                squares[c] = WideMath.SquaredDistance(rows.Slice(candidates[c] * d, d), query);
            squares[..candidates.Length].Sort();
            scores[q] = Math.Sqrt(squares[neighbors - 1]);
        }
    }

    private static void Normalize(ReadOnlySpan<float> row, Span<float> unit)
    {
        double square = 0;
        foreach (float value in row)
            square += (double)value * value;
        double length = square > 0 ? Math.Sqrt(square) : 1;
        for (int j = 0; j < row.Length; j++)
            unit[j] = (float)(row[j] / length);
    }
}
