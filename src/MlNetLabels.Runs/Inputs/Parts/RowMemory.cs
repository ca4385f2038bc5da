namespace MlNetLabels.Runs;

/// <summary>How many rows of parts fit into memory: what was measured, by <c>Benchmarks -- parts</c>.</summary>
internal static class RowMemory
{
    // What the process takes without any row.
    private const long ProgramBytes = 120_000_000;

    // Of what there is; the rest is for what was thrown away and not yet collected.
    private const double ShareOfFree = 0.5;

    /// <summary>Rows to train on.</summary>
    /// <param name="dimension">Numbers of an embedding.</param>
    /// <param name="labels">Classes or labels.</param>
    /// <param name="memory">Bytes that the process may take; null for half of what there is.</param>
    public static int ForTraining(int dimension, int labels, long? memory) =>
        Rows(dimension, 4 * sizeof(float) * dimension + 9 * sizeof(double) * labels + 840, memory);

    /// <summary>Rows to judge with intervals, curves and examples.</summary>
    /// <inheritdoc cref="ForTraining"/>
    public static int ForJudging(int dimension, int labels, long? memory) =>
        Rows(dimension, 4 * sizeof(float) * dimension + 25 * sizeof(double) * labels + 2_040, memory);

    /// <summary>Bytes that the process may take.</summary>
    public static long Of(long? memory) =>
        memory ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfFree);

    private static int Rows(int dimension, double bytes, long? memory)
    {
        long all = Of(memory);
        // A matrix holds no more numbers than an int tells.
        double most = int.MaxValue / Math.Max(1, dimension);
        return (int)Math.Clamp(Math.Max(all - ProgramBytes, all / 4) / bytes, 1, most);
    }
}
