using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary><c>start</c>: one image from a cold process to its verdict.</summary>
internal static class StartCommand
{
    private const double MostSeconds = 0.6;

    public static Command Create()
    {
        var programs = new Option<string[]>("--program")
        {
            Description = "Published programs to start, taking turns.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var model = new Option<string>("--model") { Description = "A bundle that train wrote.", Required = true };
        var image = new Option<string>("--image") { Description = "The image to predict.", Required = true };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Starts of each program.",
            DefaultValueFactory = _ => 11,
        };
        var command = new Command("start", "Start the published program for one image, again and again.")
        {
            programs,
            model,
            image,
            repeats,
        };
        command.SetAction(parsed =>
        {
            string[] paths = parsed.GetValue(programs)!;
            double[][] seconds = [.. paths.Select(_ => new double[parsed.GetValue(repeats)])];
            for (int i = 0; i < parsed.GetValue(repeats); i++)
            for (int k = 0; k < paths.Length; k++)
                seconds[k][i] = Start(paths[k], parsed.GetValue(model)!, parsed.GetValue(image)!);
            for (int k = 0; k < paths.Length; k++)
                Console.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{paths[k]}: {seconds[k].Order().ElementAt(seconds[k].Length / 2):f3} s at the median, "
                            + $"{seconds[k].Min():f3} s at least (target: below {MostSeconds} s)"
                    )
                );
        });
        return command;
    }

    private static double Start(string program, string model, string image)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(program, ["predict", "--model", model, image, "--no-cache"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidInputException(
                program,
                null,
                $"it ended with {process.ExitCode}: {process.StandardError.ReadToEnd().Trim()}"
            );
        return clock.Elapsed.TotalSeconds;
    }
}
