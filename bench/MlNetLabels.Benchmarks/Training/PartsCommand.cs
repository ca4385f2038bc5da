using System.CommandLine;

namespace MlNetLabels.Benchmarks.Training;

/// <summary><c>parts</c>: training and judging on more rows in Parquet files than fit into memory.</summary>
internal static class PartsCommand
{
    public static Command Create()
    {
        var rows = Rows("--rows", "Rows to train on.", 1_000_000);
        var test = Rows("--test-rows", "Rows to judge.", 10_000_000);
        var dimension = Rows("--dimension", "Numbers of an embedding.", 64);
        var classes = Rows("--classes", "Classes.", 10);
        var program = new Option<string>("--program")
        {
            Description = "The program's mlnet-labels.dll.",
            Required = true,
        };
        var memory = Rows("--memory", "Megabytes for --memory.", 500);
        var command = new Command(
            "parts",
            "Write rows as Parquet, train on what fits into --memory, judge all of the test rows as they come; with the most "
                + "memory each took."
        )
        {
            rows,
            test,
            dimension,
            classes,
            memory,
            program,
        };
        command.SetAction(parsed =>
        {
            string folder = Directory.CreateTempSubdirectory("mlnetlabels-parts-").FullName;
            try
            {
                new PartsBenchmark(
                    folder,
                    parsed.GetValue(dimension),
                    parsed.GetValue(classes),
                    parsed.GetValue(memory),
                    Path.GetFullPath(parsed.GetValue(program)!)
                ).Run(parsed.GetValue(rows), parsed.GetValue(test), Console.Out);
                return 0;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static Option<int> Rows(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
