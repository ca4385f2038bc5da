using System.CommandLine;
using System.Text.Json;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>
/// <c>heads</c>: training both heads on a mixture of Gaussians, beside the matrix products it cannot do without.
/// </summary>
internal static class HeadsCommand
{
    public static Command Create()
    {
        var large = new Option<bool>("--large")
        {
            Description = "Also 200,000 rows in 50 classes, which takes half a gigabyte and some minutes.",
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Interleaved repeats; the least time of each part counts.",
            DefaultValueFactory = _ => 5,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to use.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var path = new Option<bool>("--no-path") { Description = "Leave out the lambda path." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("heads", "Softmax fit, label heads, lambda path and prediction.")
        {
            large,
            repeats,
            threads,
            path,
            json,
        };
        command.SetAction(parsed =>
        {
            var sizes = new List<Mixture> { new(16_000, 576, 20) };
            if (parsed.GetValue(large))
                sizes.Add(new(200_000, 576, 50));
            var machine = Machine.Describe(parsed.GetValue(threads));
            var results = sizes
                .Select(size =>
                    new HeadsBenchmark(
                        size,
                        parsed.GetValue(threads),
                        parsed.GetValue(repeats),
                        !parsed.GetValue(path)
                    ).Run()
                )
                .ToArray();
            if (parsed.GetValue(json))
                Console.Out.WriteLine(
                    JsonSerializer.Serialize(new HeadsReport(machine, results), BenchmarkJson.Default.HeadsReport)
                );
            else
                HeadsTable.Write(machine, results, Console.Out);
            return results.All(r => r.SameBits) ? 0 : 1;
        });
        return command;
    }
}
