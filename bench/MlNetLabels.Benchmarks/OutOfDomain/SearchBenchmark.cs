using System.Diagnostics;
using System.Numerics.Tensors;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary>Times in seconds, memory in bytes.</summary>
internal sealed record SearchResult(
    int Rows,
    long Bytes,
    double Pass,
    double Scan,
    double Blocked,
    long Memory,
    bool Exact
);

/// <summary>
/// The k nearest of many rows: the product's blocked search beside a plain scan a query, on as many threads.
/// </summary>
internal static class SearchBenchmark
{
    public const int Dimension = 576,
        Queries = 128;

    // The score scales queries to length 1 once more, and their length is right to single precision only.
    private const double Rounding = 1e-6;

    // A plain scan of all queries would take minutes: some stand for the rest.
    private const int Scanned = 16,
        Checked = 2;

    public static SearchResult Run(int rows, int repeats)
    {
        var (values, queries) = (UnitRows(rows, 1), new Matrix(Queries, Dimension, UnitRows(Queries, 2)));
        var scorer = OutOfDomainScorers.Restore(
            new ScorerState
            {
                Scorer = "knn",
                Numbers = new Dictionary<string, double>
                {
                    ["dimensions"] = Dimension,
                    ["neighbors"] = NearestNeighborScorer.DefaultNeighbors,
                },
                Tensors = new Dictionary<string, StateTensor> { ["rows"] = new([rows, Dimension], values) },
            }
        );
        double pass = double.PositiveInfinity,
            scan = double.PositiveInfinity,
            blocked = double.PositiveInfinity;
        double[] scores = [];
        long memory = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            pass = Math.Min(
                pass,
                Time(() =>
                    Parallel.For(
                        0,
                        rows / 1000,
                        block => TensorPrimitives.Sum<float>(values.AsSpan(block * 1000 * Dimension, 1000 * Dimension))
                    )
                )
            );
            scan = Math.Min(
                scan,
                Time(() => Parallel.For(0, Scanned, q => Scan(values, queries.Row(q).ToArray()))) * Queries / Scanned
            );
            void Search() =>
                blocked = Math.Min(
                    blocked,
                    Time(() => scores = scorer.Score(new ScorerInput { Embeddings = queries }))
                );
            if (repeat == 0)
                memory = PeakMemory.Of(Search);
            else
                Search();
        }
        bool exact = Enumerable
            .Range(0, Checked)
            .All(q => Math.Abs(Nearest(values, queries.Row(q).ToArray()) - scores[q]) <= Rounding);
        return new SearchResult(rows, (long)values.Length * sizeof(float), pass, scan, blocked, memory, exact);
    }

    private static float Scan(float[] rows, float[] query)
    {
        var nearest = new PriorityQueue<int, float>();
        for (int at = 0; at < rows.Length; at += Dimension)
        {
            float dot = TensorPrimitives.Dot(query, rows.AsSpan(at, Dimension));
            if (nearest.Count < NearestNeighborScorer.DefaultNeighbors)
                nearest.Enqueue(at, dot);
            else
                nearest.EnqueueDequeue(at, dot);
        }
        return nearest.TryPeek(out _, out float furthest) ? furthest : 0;
    }

    private static double Nearest(float[] rows, float[] query)
    {
        double[] squares = new double[rows.Length / Dimension];
        Parallel.For(
            0,
            squares.Length,
            i =>
            {
                for (int j = 0; j < Dimension; j++)
                    squares[i] += Math.Pow((double)query[j] - rows[i * Dimension + j], 2);
            }
        );
        Array.Sort(squares);
        return Math.Sqrt(squares[NearestNeighborScorer.DefaultNeighbors - 1]);
    }

    private static float[] UnitRows(int rows, int seed)
    {
        var values = new float[checked(rows * Dimension)];
        Parallel.For(
            0,
            rows,
            i =>
            {
                var random = new Random(HashCode(seed, i));
                var row = values.AsSpan(i * Dimension, Dimension);
                foreach (ref float x in row)
                    x = random.NextSingle() - 0.5f;
                TensorPrimitives.Divide(row, TensorPrimitives.Norm<float>(row), row);
            }
        );
        return values;
    }

    private static int HashCode(int seed, int row) => unchecked(seed * 16_777_619 ^ row * 7_919);

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
