using System.Globalization;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>
/// The pipeline in a process that asks for NativeSettings and in one that does not, taking turns, so that a busy machine
/// disturbs both alike.
/// </summary>
internal static class SettingsBenchmark
{
    public static void Run(string images, int count, int threads, int repeats, TextWriter output)
    {
        output.WriteLine($"{count} images, {repeats} turns each, medians");
        foreach (int used in new[] { 1, threads }.Distinct())
        {
            string given = used.ToString(CultureInfo.InvariantCulture);
            using var tuned = new IndependentProcesses(images, 1, "--threads", given);
            using var plain = new IndependentProcesses(images, 1, "--threads", given, "--as-it-comes");
            var pairs = new List<(double Tuned, double Plain)>();
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                // Each goes first in every other turn.
                double before = repeat % 2 == 0 ? tuned.Run() : 0,
                    between = plain.Run();
                pairs.Add((repeat % 2 == 0 ? before : tuned.Run(), between));
            }
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {used} threads: {count / Median(pairs, p => p.Tuned):f0} images/s with NativeSettings, "
                        + $"{count / Median(pairs, p => p.Plain):f0} without; with is "
                        + $"{Median(pairs, p => p.Plain / p.Tuned):f2} x as fast (median of ratios, "
                        + $"{pairs.Min(p => p.Plain / p.Tuned):f2} to {pairs.Max(p => p.Plain / p.Tuned):f2})"
                )
            );
        }
    }

    private static double Median(
        List<(double Tuned, double Plain)> pairs,
        Func<(double Tuned, double Plain), double> value
    ) => pairs.Select(value).Order().ElementAt(pairs.Count / 2);
}
