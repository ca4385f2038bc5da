using System.CommandLine;

namespace MlNetLabels.Benchmarks.OutOfDomain;

/// <summary><c>strangers</c>: which out-of-domain score tells them, on files that <c>embed</c> wrote.</summary>
internal static class StrangersCommand
{
    public static Command Create()
    {
        var embeddings = new Option<DirectoryInfo[]>("--embeddings")
        {
            Description = "Folder of embeddings by one backbone; give it once a backbone.",
            Required = true,
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "How many divisions of each set.",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command("strangers", "Compares out-of-domain scores, near and far.") { embeddings, seeds };
        command.SetAction(parsed =>
        {
            foreach (var folder in parsed.GetValue(embeddings)!)
            {
                var figures = new List<StrangersBenchmark.Figure>();
                foreach (var sets in StrangerSets.Of(folder.FullName))
                {
                    for (int seed = 1; seed <= parsed.GetValue(seeds); seed++)
                        figures.AddRange(StrangersBenchmark.Measure(sets, seed));
                    Console.Error.WriteLine(sets.Name);
                }
                Console.WriteLine(folder.Name);
                StrangersTable.Write(Console.Out, figures);
            }
            return 0;
        });
        return command;
    }
}
