using System.CommandLine;
using MlNetLabels.Data;

namespace MlNetLabels.Benchmarks.Audit;

/// <summary><c>audit</c>: how many of the labels that the audit lists are planted, on files that <c>embed</c> wrote.</summary>
internal static class AuditCommand
{
    private static readonly double[] s_shares = [0, 0.02, 0.05, 0.1];

    public static Command Create()
    {
        var embeddings = new Option<FileInfo[]>("--embeddings")
        {
            Description = "Embeddings (*.npy), with a CSV of the same name beside them; give it once a set.",
            Required = true,
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "How many times errors are planted.",
            DefaultValueFactory = _ => 40,
        };
        var images = new Option<int?>("--images") { Description = "Images that each seed draws; all when left out." };
        var command = new Command("audit", "Plants wrong labels and counts those that the audit lists.")
        {
            embeddings,
            seeds,
            images,
        };
        command.SetAction(parsed =>
        {
            foreach (var file in parsed.GetValue(embeddings)!)
            {
                var rows = DatasetReader.Read(Path.ChangeExtension(file.FullName, ".csv"));
                var data = EmbeddedDataset.FromMatrix(rows, NpyFile.Read(file.FullName), file.Name);
                foreach (double share in s_shares)
                    Print(
                        Path.GetFileNameWithoutExtension(file.Name),
                        share,
                        [
                            .. Enumerable
                                .Range(1, parsed.GetValue(seeds))
                                .Select(seed => AuditBenchmark.Measure(data, parsed.GetValue(images), share, seed)),
                        ]
                    );
            }
            return 0;
        });
        return command;
    }

    private static void Print(string name, double share, AuditBenchmark.Figure[] figures)
    {
        string Part(int part, int all) => all == 0 ? "-" : FormattableString.Invariant($"{(double)part / all:p0}");
        Console.WriteLine(
            FormattableString.Invariant($"{name, -16} planted {share, 4:p0} ({figures.Average(f => f.Planted):f1})  ")
                + FormattableString.Invariant($"first {figures.Average(f => f.First), 5:f1} ")
                + $"wrong {Part(figures.Sum(f => f.FirstHits), figures.Sum(f => f.First)), 5}  "
                + FormattableString.Invariant($"listed {figures.Average(f => f.Listed), 5:f1} ")
                + $"wrong {Part(figures.Sum(f => f.Hits), figures.Sum(f => f.Listed)), 5} "
                + FormattableString.Invariant($"(expected {figures.Average(f => f.Expected):f1})  ")
                + $"found {Part(figures.Sum(f => f.Hits), figures.Sum(f => f.Planted)), 5}  "
                + $"listing {figures.Count(f => f.Listed > 0)} of {figures.Length}, first {figures.Count(f => f.First > 0)}"
        );
    }
}
