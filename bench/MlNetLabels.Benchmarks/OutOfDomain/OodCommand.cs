using System.CommandLine;
using MlNetLabels.Benchmarks.Heads;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary>
/// <c>ood</c>: what the out-of-domain scores cost beside embedding an image, and the nearest-neighbour search beside
/// plain scans.
/// </summary>
internal static class OodCommand
{
    private const double MostOfEmbedding = 0.05;

    public static Command Create()
    {
        var rows = new Option<int>("--rows")
        {
            Description = "Training rows of the scores.",
            DefaultValueFactory = _ => 10_000,
        };
        var searched = new Option<int>("--searched-rows")
        {
            Description = "Rows of the nearest-neighbour search: 1,000,000 take 2.3 GB.",
            DefaultValueFactory = _ => 1_000_000,
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Interleaved repeats; the least time of each part counts.",
            DefaultValueFactory = _ => 5,
        };
        var backbone = new Option<string>("--backbone")
        {
            Description = "The backbone to compare with.",
            DefaultValueFactory = _ => "mobilenet-v3-small",
        };
        var command = new Command(
            "ood",
            "Out-of-domain scores beside embedding; blocked exact neighbours beside plain scans."
        )
        {
            rows,
            searched,
            repeats,
            backbone,
        };
        command.SetAction(parsed =>
        {
            var machine = Machine.Describe(Environment.ProcessorCount);
            Console.Out.WriteLine(
                $"{machine.Cpu}, {machine.Cores} cores, {machine.VectorBits}-bit vectors; {machine.System}; {machine.Runtime}"
            );
            Write(
                ScoringBenchmark.Run(parsed.GetValue(rows), parsed.GetValue(repeats), parsed.GetValue(backbone)!),
                parsed.GetValue(rows)
            );
            var search = SearchBenchmark.Run(parsed.GetValue(searched), parsed.GetValue(repeats));
            Console.Out.WriteLine();
            Line(
                $"exact 10 nearest of {search.Rows:n0} x {SearchBenchmark.Dimension} rows ({search.Bytes / 1e9:f1} "
                    + $"GB), {SearchBenchmark.Queries} queries"
            );
            Line($"  one plain scan a query {search.Scan, 9:f3} s");
            Line(
                $"  blocked search         {search.Blocked, 9:f3} s   {search.Blocked / search.Scan:f2} x plain "
                    + $"scans, {search.Blocked / search.Pass:f1} x reading the rows once"
            );
            Line($"  memory beyond the rows {search.Memory / (double)search.Bytes, 9:p2} of them");
            Line($"  distances of a plain scan in double precision: {(search.Exact ? "the same" : "DIFFERENT")}");
            return search.Exact ? 0 : 1;
        });
        return command;
    }

    private static void Write(ScoringResult result, int rows)
    {
        Console.Out.WriteLine();
        Line(
            $"one image, {rows:n0} training rows; embedding it takes {result.Embedding * 1e3:f2} ms (decoding not counted)"
        );
        foreach (var (name, seconds) in result.Scores)
        {
            double share = seconds / result.Embedding;
            string target =
                name == result.Default
                    ? $" (default; target: at most {MostOfEmbedding:p0}{(share <= MostOfEmbedding ? "" : ", MISSED")})"
                    : "";
            Line($"  {name, -22} {seconds * 1e6, 9:f1} us  {share, 7:p2} of embedding{target}");
        }
    }

    private static void Line(string text) => Console.Out.WriteLine(text);
}
