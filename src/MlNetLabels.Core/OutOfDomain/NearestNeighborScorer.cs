using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// Euclidean distance to the k-th nearest training row, all rows scaled to length 1 (a row of zeros stays); 0 to 2.
/// With fewer than k rows, to the furthest. Sun et al., "Out-of-Distribution Detection with Deep Nearest Neighbors",
/// ICML 2022. The search is exact: single precision finds candidates, double precision measures them. Memory: one copy
/// of the training rows, and <see cref="QueryBlock"/> queries per thread. "knn-raw" looks at raw embeddings.
/// </summary>
internal sealed class NearestNeighborScorer : Scorer<NearestNeighborScorer.Fitted>
{
    private readonly int _neighbors;
    private readonly bool _isRaw;

    private NearestNeighborScorer(string name, int neighbors, bool isRaw, string description)
        : base(name, ScoreHead.Embedding, description) => (_neighbors, _isRaw) = (neighbors, isRaw);

    /// <summary>On standardised embeddings.</summary>
    public static NearestNeighborScorer Create(int neighbors = DefaultNeighbors) =>
        new("knn", neighbors, false, "how unlike the nearest training images the embedding is");

    /// <summary>On embeddings as the backbone gives them.</summary>
    public static NearestNeighborScorer CreateRaw() =>
        new(
            "knn-raw",
            DefaultNeighbors,
            true,
            "how unlike the nearest training images the embedding is, as the backbone gives it"
        );

    /// <summary>Neighbours that are looked for where nothing else is said.</summary>
    public const int DefaultNeighbors = 10;

    // Queries that share one pass over the training rows; their own 64 x 576 x 4 bytes fit the second cache.
    private const int QueryBlock = 64;

    // Candidates beyond k, so that rounding in single precision cannot push a k-th neighbour out of the list.
    private const int Spare = 8;

    // Steps between looks at the cancellation token.
    private const int RowsPerCheck = 1 << 16;

    // A bundle holds every training embedding: 23 MB at this many images of 576 dimensions.
    public override int MaxTrainingRows => 10_000;

    // One copy of the rows in a bundle is enough to compare by.
    public override bool IsCostly => _isRaw;

    /// <param name="Dimensions">d.</param>
    /// <param name="Neighbors">k.</param>
    /// <param name="Rows">Training rows of length 1 [rows x d].</param>
    internal sealed record Fitted(int Dimensions, int Neighbors, ReadOnlyMemory<float> Rows)
    {
        public int Count => Rows.Length / Dimensions;
    }

    protected override Fitted Train(ScorerTraining training, CancellationToken cancellationToken)
    {
        var embeddings = Rows(training.Input);
        int d = embeddings.Columns;
        var rows = new float[embeddings.Rows * d];
        for (int i = 0; i < embeddings.Rows; i++)
            UnitLength.Scale(embeddings.Row(i), rows.AsSpan(i * d, d));
        return new Fitted(d, _neighbors, rows);
    }

    protected override double Score(Fitted fitted, ScorerRow row)
    {
        var embedding = _isRaw ? row.RawEmbedding : row.Embedding;
        ThrowIfWidth(embedding, fitted.Dimensions, "dimensions");
        var query = new float[fitted.Dimensions];
        UnitLength.Scale(embedding, query);
        double score = 0;
        Search(fitted, query, new Span<double>(ref score), CancellationToken.None);
        return score;
    }

    protected override void ScoreBatch(
        Fitted fitted,
        ScorerInput rows,
        double[] scores,
        CancellationToken cancellationToken
    )
    {
        int d = fitted.Dimensions,
            blocks = (rows.Rows + QueryBlock - 1) / QueryBlock;
        var embeddings = Rows(rows);
        if (rows.Rows > 0)
            ThrowIfWidth(embeddings.Row(0), d, "dimensions");
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { CancellationToken = cancellationToken },
            block =>
            {
                int first = block * QueryBlock,
                    count = Math.Min(QueryBlock, rows.Rows - first);
                var queries = new float[count * d];
                for (int i = 0; i < count; i++)
                    UnitLength.Scale(embeddings.Row(first + i), queries.AsSpan(i * d, d));
                Search(fitted, queries, scores.AsSpan(first, count), cancellationToken);
            }
        );
    }

    protected override ScorerState ToState(Fitted fitted) =>
        NewState(
            new Dictionary<string, double> { ["dimensions"] = fitted.Dimensions, ["neighbors"] = fitted.Neighbors },
            ("rows", [fitted.Count, fitted.Dimensions], fitted.Rows)
        );

    protected override Fitted FromState(ScorerState state)
    {
        int d = state.Dimensions;
        var rows = state.Tensor("rows", -1, d);
        return rows.Shape[0] > 0
            ? new Fitted(d, state.Count("neighbors"), rows.Values)
            : throw state.Damaged("tensor 'rows' holds no row");
    }

    private IRows Rows(ScorerInput input) => _isRaw ? Need(input.RawEmbeddings) : input.Embeddings;

    private static void Search(
        Fitted fitted,
        ReadOnlySpan<float> queries,
        Span<double> scores,
        CancellationToken cancellationToken
    )
    {
        int d = fitted.Dimensions,
            n = fitted.Count,
            neighbors = Math.Min(fitted.Neighbors, n);
        var rows = fitted.Rows.Span;
        var nearest = new LargestDots[scores.Length];
        for (int q = 0; q < nearest.Length; q++)
            nearest[q] = new LargestDots(Math.Min(n, neighbors + Spare));
        Span<float> dots = stackalloc float[NearestRows.Block];
        for (int first = 0; first < n; first += NearestRows.Block)
        {
            if (first % RowsPerCheck == 0)
                cancellationToken.ThrowIfCancellationRequested();
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
}
