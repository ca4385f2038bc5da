using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>The child's side: embeds one image to be ready, then does what each line on stdin says.</summary>
internal static class StepsServer
{
    /// <summary>Embed all images once.</summary>
    public const string Pass = "pass";

    public static void Run(Func<IImageSteps> start, string[] files)
    {
        using var steps = start();
        steps.Embed([files[0]]);
        Answer(new StepsAnswer(0, Processor.TotalSeconds, 0));
        while (Console.In.ReadLine() is { } line)
            Answer(line == Pass ? Time(steps, files) : Save(steps, line.Split('\t')));
    }

    private static TimeSpan Processor => Environment.CpuUsage.TotalTime;

    private static StepsAnswer Time(IImageSteps steps, string[] files)
    {
        var processor = Processor;
        var clock = Stopwatch.StartNew();
        steps.Embed(files);
        double seconds = clock.Elapsed.TotalSeconds;
        return new StepsAnswer(seconds, (Processor - processor).TotalSeconds, Peak());
    }

    // One after another, so that a file that cannot be used costs no other.
    private static StepsAnswer Save(IImageSteps steps, string[] listAndOutput)
    {
        using var output = File.Create(listAndOutput[1]);
        foreach (string file in File.ReadLines(listAndOutput[0]))
            output.Write(MemoryMarshal.AsBytes(Embed(steps, file).AsSpan()));
        return new StepsAnswer(0, 0, 0);
    }

    private static float[] Embed(IImageSteps steps, string file)
    {
        try
        {
            return steps.Embed([file]).Single();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [.. Enumerable.Repeat(float.NaN, StepsProcess.Dimension)];
        }
    }

    private static long Peak()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static void Answer(StepsAnswer answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer));
}
