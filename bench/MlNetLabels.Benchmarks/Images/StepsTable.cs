using System.Globalization;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>The numbers as lines of text.</summary>
internal static class StepsTable
{
    private const double LeastRatio = 2;

    public static void Write(string theirs, int threads, StepsTurns turns, TextWriter output)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        void Engine(string name, EngineRun run)
        {
            double ms = run.Processor * 1e3,
                megabytes = run.PeakBytes / 1e6;
            Line(
                $"  {name, -8} {run.Rate, 7:f0} images/s {ms, 7:f3} ms of processor time an image {megabytes, 6:f0} MB at most"
            );
            Line(
                $"           first embedding after {run.Start.Seconds:f2} s, {run.Start.Processor:f2} s of processor time"
            );
        }
        Line($"{threads} threads; {theirs}");
        Engine("ours", turns.Ours);
        Engine("ML.NET's", turns.Theirs);
        Line($"  ours is {Ratio(turns.Speed)} as fast and takes 1 / {Ratio(turns.Work)} of the processor time");
    }

    private static string Ratio(Spread ratio)
    {
        string missed = ratio.Median >= LeastRatio ? "" : ", MISSED";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ratio.Median:f2} x ({ratio.Least:f2} to {ratio.Most:f2}; target {LeastRatio}{missed})"
        );
    }
}
