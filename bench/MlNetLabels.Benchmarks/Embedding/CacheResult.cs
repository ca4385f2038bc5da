namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>What was measured.</summary>
/// <param name="Images">Distinct images.</param>
/// <param name="Threads">Threads that embedded.</param>
/// <param name="MeanBytes">Bytes of an image file, on average.</param>
/// <param name="First">The run that fills the cache.</param>
/// <param name="Second">A run that finds all in it.</param>
/// <param name="Reading">Reading and hashing the files alone.</param>
/// <param name="CacheBytes">Size of the cache.</param>
/// <param name="IsRight">
/// Whether the second runs found every image, made no call of the backbone, and gave the same bits.
/// </param>
internal sealed record CacheResult(
    int Images,
    int Threads,
    double MeanBytes,
    RunTime First,
    RunTime Second,
    RunTime Reading,
    long CacheBytes,
    bool IsRight
)
{
    private const double LeastRatio = 20;

    public void Write(TextWriter output)
    {
        void Line(string text) => output.WriteLine(text);
        void Run(string name, RunTime time, string note) =>
            Line(
                $"  {name, -26} {time.Seconds, 8:f2} s  {time.Processor / Images * 1e6, 8:f0} us of processor time an image  {note}"
            );
        double ratio = First.Seconds / Second.Seconds;
        Line(
            $"{Images} distinct images of {MeanBytes / 1024:f1} KB, {Threads} threads; the cache takes {CacheBytes / 1e6:f1} MB"
        );
        Run("first run", First, "decodes, runs the backbone, remembers");
        Run(
            "second run",
            Second,
            IsRight ? "every image found, the same bits" : "WRONG: images not found, or other bits"
        );
        Run("reading and hashing alone", Reading, "what no second run can do without");
        Line(
            $"  the second run is {ratio:f1} x as fast (target: at least "
                + $"{LeastRatio}{(ratio >= LeastRatio ? "" : ", MISSED")}), by processor time "
                + $"{First.Processor / Second.Processor:f1} x; reading and hashing alone would be "
                + $"{First.Seconds / Reading.Seconds:f1} x and {First.Processor / Reading.Processor:f1} x"
        );
    }
}

/// <summary>What a run took.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="Processor">
/// Processor time of all threads, in seconds: disturbed less by what else the machine does.
/// </param>
internal sealed record RunTime(double Seconds, double Processor);
