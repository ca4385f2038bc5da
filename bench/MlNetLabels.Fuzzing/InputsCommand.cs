extern alias program;

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Fuzzing.Inputs;

namespace MlNetLabels.Fuzzing;

/// <summary><c>inputs</c>: the program on files of every kind with one thing wrong in them, in this process.</summary>
internal static class InputsCommand
{
    public static Command Create()
    {
        var from = new Option<int>("--from") { Description = "First case." };
        var cases = new Option<int>("--cases") { Description = "Cases to run.", DefaultValueFactory = _ => 5_000 };
        var seed = new Option<int>("--seed")
        {
            Description = "Another seed, other files.",
            DefaultValueFactory = _ => 1,
        };
        var command = new Command("inputs", "Files with one thing wrong in them through every verb that reads them.")
        {
            from,
            cases,
            seed,
        };
        command.SetAction(parsed =>
            RunAsync(parsed.GetValue(from), parsed.GetValue(cases), parsed.GetValue(seed), Console.Out)
        );
        return command;
    }

    private static async Task<int> RunAsync(int from, int cases, int seed, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("mlnetlabels-").FullName;
        var clock = Stopwatch.StartNew();
        var counts = new SortedDictionary<int, int>();
        int offenders = 0;
        try
        {
            var made = new InputCases(await InputSamples.MakeAsync(folder, CallAsync), seed);
            for (int number = from; number < from + cases; number++)
            {
                string[] arguments = made.Make(number);
                var (code, said) = await CallAsync(arguments);
                counts[code] = counts.GetValueOrDefault(code) + 1;
                if (InputCases.IsFine(code, said))
                    continue;
                offenders++;
                await output.WriteLineAsync(
                    $"case {number}: {string.Join(' ', arguments).Replace(folder, "", StringComparison.Ordinal)}\n{said}"
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cases} cases, {clock.Elapsed.TotalSeconds:0} s; "
                    + $"{string.Join(", ", counts.Select(x => $"exit code {x.Key}: {x.Value}"))}; {offenders} offenders"
            )
        );
        return offenders == 0 ? 0 : 1;
    }

    private static async Task<(int Code, string Said)> CallAsync(IReadOnlyList<string> arguments)
    {
        var (formerOut, formerError) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        Console.SetError(said);
        Console.SetOut(TextWriter.Null);
        try
        {
            int code = await program::MlNetLabels.Cli.Program.RunAsync(arguments);
            return (code, said.ToString());
        }
        finally
        {
            Console.SetOut(formerOut);
            Console.SetError(formerError);
        }
    }
}
