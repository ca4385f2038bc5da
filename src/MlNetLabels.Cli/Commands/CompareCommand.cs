using System.CommandLine;
using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Metrics;
using MlNetLabels.Reports;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says which differences between two runs are real.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("A") { Description = "The report.json of one run, or its folder." };
        var second = new Argument<string>("B")
        {
            Description = "The report.json of the other, on the same test images.",
        };
        var (seed, threads, json) = (CommonOptions.Seed(), CommonOptions.Threads(), CommonOptions.Json());
        var command = new Command(
            "compare",
            "Put two evaluations beside each other on the test images they share, with paired intervals, and say "
                + "which differences are beyond chance."
        )
        {
            first,
            second,
            seed,
            threads,
            json,
        };
        Help.AddExamples(command, "compare old new", "compare old/report.json new/report.json --json");
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var (a, b) = (parsed.GetValue(first)!, parsed.GetValue(second)!);
                var bootstrap = new BootstrapOptions
                {
                    Seed = (ulong)parsed.GetValue(seed),
                    Threads = parsed.GetValue(threads),
                };
                Print((a, a), (b, b), bootstrap, parsed.GetValue(json), cancellationToken);
                return ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>Compares two reports, each by its name and its file, and prints what came of it.</summary>
    public static void Print(
        (string Name, string File) a,
        (string Name, string File) b,
        BootstrapOptions bootstrap,
        bool asJson,
        CancellationToken cancellationToken
    )
    {
        var comparison = ReportComparer.Compare(
            a.Name,
            JsonReport.Read(ReportPath.Of(a.File)),
            b.Name,
            JsonReport.Read(ReportPath.Of(b.File)),
            bootstrap,
            cancellationToken: cancellationToken
        );
        if (asJson)
            Console.Out.WriteLine(Encoding.UTF8.GetString(JsonReport.Serialize(comparison)));
        else
            TextReportWriter.Write(comparison, Console.Out);
    }
}
