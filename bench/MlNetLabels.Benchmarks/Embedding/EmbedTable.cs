namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>The numbers as lines of text, each ratio with what it should be.</summary>
internal static class EmbedTable
{
    private const double LeastOfLimit = 0.85,
        MostOfParts = 1.3,
        LeastOverPython = 4;

    // Of the bundled network.
    private const double MultiplyAdds = 55e6;

    public static void Write(EmbedResult r, TextWriter output)
    {
        void Line(string text) => output.WriteLine(text);
        double parts = r.Decode + r.Network,
            slots = r.Threads * r.Pipeline.Seconds,
            share = r.Images / slots;
        Line($"{r.Images} images, {r.Pipeline.Skipped} skipped");
        Line($"  decode and resize (d)       {r.Decode * 1e3, 8:f3} ms   one thread alone, bytes in memory");
        Line(
            $"  libvips' own thumbnail      {r.Thumbnail * 1e3, 8:f3} ms   {r.Thumbnail / r.Decode:f2} x d, and no tensor yet"
        );
        Line($"  backbone (b)                {r.Network * 1e3, 8:f3} ms   one thread alone");
        Line(
            $"    by libvips, ONNX Runtime  {r.DecodeByLibvips * 1e3, 8:f3} ms   and {r.NetworkByRuntime * 1e3:f3} ms: "
                + $"{(r.DecodeByLibvips + r.NetworkByRuntime) / parts:f2} x d + b"
        );
        Line(
            $"    roof of b                 {MultiplyAdds * 2 / r.Roof / 1e6, 8:f3} ms   {MultiplyAdds / 1e6:f0} million "
                + $"multiply-adds at {r.Roof:f0} Gflop/s, this core's peak"
        );
        Line($"  limit {r.Threads} / (d + b)           {r.Limit, 8:f0} images/s");
        Line(
            $"  {r.Threads} independent processes     {r.ProcessesRate, 8:f0} images/s   "
                + $"{r.ProcessesRate / r.Limit:p1} of the limit: what this machine gives to threads that share nothing"
        );
        Line(
            $"  achieved                    {r.Rate, 8:f0} images/s   {r.Rate / r.Limit:p1} of the limit (target: at "
                + $"least {LeastOfLimit:p0}{Missed(r.Rate / r.Limit >= LeastOfLimit)})"
        );
        Line(
            $"  one thread's pass           {1 / r.Alone, 8:f0} images/s   achieved is {r.Rate * r.Alone:f2} x as "
                + $"fast on {r.Threads} threads"
        );
        Line($"  where the threads' time went");
        Line($"    d + b                     {share * parts, 8:p1}");
        Line($"    reading and hashing files {share * r.Reading, 8:p1}");
        Line(
            $"    a pass, not the least     {share * (r.Alone - parts - r.Reading), 8:p1}   what one thread's pass "
                + $"over all images takes beyond the least time of each image's parts"
        );
        Line(
            $"    garbage collection        {r.Pipeline.Pause * r.Threads / slots, 8:p1}   {r.Pipeline.Collections} "
                + $"full ones, {r.Pipeline.Allocated / 1024:f1} KB allocated an image"
        );
        Line($"    no core (waits, the tail) {1 - r.Pipeline.Processor / slots, 8:p1}");
        Line(
            $"    slower side by side       {r.Pipeline.Processor / slots - share * r.Alone, 8:p1}   shared caches "
                + $"and memory, and whatever else this machine was doing"
        );
        Line(
            $"  one path in process         {r.SingleOverParts, 8:f2} x d + b at the median (target: at most "
                + $"{MostOfParts}{Missed(r.SingleOverParts <= MostOfParts)})"
        );
    }

    public static void Write(PythonResult python, EmbedResult r, TextWriter output)
    {
        void Line(string text) => output.WriteLine(text);
        Line($"  {python.About}");
        Line(
            $"    batches of 32             {python.Rate, 8:f0} images/s   ours is {r.Rate / python.Rate:f1} x as "
                + $"fast (target: at least {LeastOverPython}{Missed(r.Rate / python.Rate >= LeastOverPython)})"
        );
        Line($"    its embeddings and ours   {python.LowestCosine, 8:f4} lowest cosine, {python.MeanCosine:f5} mean");
    }

    private static string Missed(bool met) => met ? "" : ", MISSED";
}
