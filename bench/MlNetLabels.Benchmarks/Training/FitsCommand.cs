using System.CommandLine;
using MlNetLabels.Data;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>Cross-fitting against a split, on files that <c>embed</c> wrote.</summary>
internal static class FitsCommand
{
    public static Command Create()
    {
        var embeddings = new Option<FileInfo[]>("--embeddings")
        {
            Description = "Embeddings (*.npy), with a CSV of the same name beside them; give it once a set.",
            Required = true,
        };
        var classes = new Option<string[]>("--classes")
        {
            Description = "Classes of the first set to take alone, such as building,coat.",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "How many divisions of each set.",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("fits", "Compares cross-fitting with a split: accuracy, log-loss, coverage.")
        {
            embeddings,
            classes,
            seeds,
        };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(classes);
            string[]? taken = given is null or [] ? null : [.. given.SelectMany(c => c.Split(','))];
            foreach (var (i, file) in parsed.GetValue(embeddings)!.Index())
            {
                var rows = DatasetReader.Read(Path.ChangeExtension(file.FullName, ".csv"));
                var data = EmbeddedDataset.FromMatrix(rows, NpyFile.Read(file.FullName), file.Name);
                new FitsBenchmark(Path.GetFileNameWithoutExtension(file.Name), data.Take(i == 0 ? taken : null)).Run(
                    Console.Out,
                    parsed.GetValue(seeds)
                );
            }
            return 0;
        });
        return command;
    }
}
