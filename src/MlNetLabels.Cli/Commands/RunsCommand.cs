using System.CommandLine;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Metrics;
using MlNetLabels.Runs;
using Spectre.Console;

namespace MlNetLabels.Cli.Commands;

/// <summary>The runs of a project: what there are, which is champion, and taking it back.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var command = new Command("runs", "The runs of a project: list, compare, promote, roll back, prune, verify.")
        {
            List(),
            Show(),
            Compare(),
            RunsChanges.Promote(),
            RunsChanges.Rollback(),
            RunsChanges.Prune(),
            Verify(),
        };
        Help.AddExamples(
            command,
            "runs list",
            "runs compare champion challenger",
            "runs rollback --reason \"it was worse\""
        );
        return command;
    }

    internal static Argument<string> Run(string name) =>
        new(name) { Description = "A run's number, such as 0007, or champion, challenger or previous." };

    private static Command List()
    {
        var (config, json) = (ProjectOptionSet.Config(), CommonOptions.Json());
        var command = new Command("list", "List the whole runs, oldest first.") { config, json };
        Help.AddExamples(command, "runs list", "runs list --json");
        command.SetRun(
            (parsed, _) =>
            {
                var project = Open(parsed, config);
                IReadOnlyList<RunJson> runs = [.. project.Runs().Select(run => RunJson.From(run, project))];
                if (parsed.GetValue(json))
                    Json.Write(runs);
                else if (runs.Count == 0)
                    Console.Out.WriteLine("There is no run yet; 'retrain' makes one.");
                else
                    Print(runs);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void Print(IReadOnlyList<RunJson> runs)
    {
        var table = new Spectre.Console.Table()
            .RoundedBorder()
            .AddColumns("run", "when (UTC)", "images", "figure", "is", "promoted, or why not");
        foreach (var run in runs)
            table.AddRow(
                run.Number,
                run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                run.Images.ToString(CultureInfo.InvariantCulture),
                Screen.Cell(
                    run.Figure is { } figure
                        ? $"{MetricNames.InWords(figure)} {MetricNames.Format(figure, run.Value, 4)}"
                        : ""
                ),
                string.Join(", ", run.Aliases),
                Screen.Cell(
                    (
                        run.Promoted ? "promoted: "
                        : run.Aliases.Contains("champion") ? "promoted by hand; by the rule: "
                        : ""
                    ) + run.Reason
                )
            );
        Screen.Write(table);
    }

    private static Command Show()
    {
        var (config, json, run) = (ProjectOptionSet.Config(), CommonOptions.Json(), Run("RUN"));
        var command = new Command(
            "show",
            "Show a run: figures against the champion of its day, why it was promoted or not."
        )
        {
            run,
            config,
            json,
        };
        Help.AddExamples(command, "runs show champion", "runs show 0007 --json");
        command.SetRun(
            (parsed, _) =>
            {
                var project = Open(parsed, config);
                var found = project.Run(parsed.GetValue(run)!);
                IReadOnlyList<RegistryChange> history =
                [
                    .. project.History.Where(x => x.Run == found.Number || x.From == found.Number),
                ];
                if (parsed.GetValue(json))
                {
                    Json.Write(new ShownJson(found.Folder, found, history));
                    return ExitCode.Done;
                }
                RunText.Print(found);
                Console.Out.WriteLine($"{(found.Promoted ? "Promoted" : "Not promoted")}: {found.Reason}");
                foreach (var x in history)
                    Console.Out.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"  {x.At:yyyy-MM-dd HH:mm} {x.Alias}: {x.From ?? "none"} to {x.Run ?? "none"}, {x.Reason}"
                        )
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Compare()
    {
        var (config, json, first, second) = (ProjectOptionSet.Config(), CommonOptions.Json(), Run("A"), Run("B"));
        var (seed, threads) = (CommonOptions.Seed(), CommonOptions.Threads());
        var command = new Command(
            "compare",
            "Put the reports of two runs beside each other on the test images they share."
        )
        {
            first,
            second,
            config,
            seed,
            threads,
            json,
        };
        Help.AddExamples(command, "runs compare champion challenger", "runs compare 0003 0007 --json");
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var project = Open(parsed, config);
                var (a, b) = (project.Run(parsed.GetValue(first)!), project.Run(parsed.GetValue(second)!));
                CompareCommand.Print(
                    ($"run {a.Number}", Path.Combine(a.Folder, "report.json")),
                    ($"run {b.Number}", Path.Combine(b.Folder, "report.json")),
                    new BootstrapOptions { Seed = (ulong)parsed.GetValue(seed), Threads = parsed.GetValue(threads) },
                    parsed.GetValue(json),
                    cancellationToken
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Verify()
    {
        var (config, json) = (ProjectOptionSet.Config(), CommonOptions.Json());
        var command = new Command(
            "verify",
            $"Hold registry and runs against what was recorded; exit code {ExitCode.BadInput} where something is wrong."
        )
        {
            config,
            json,
        };
        Help.AddExamples(command, "runs verify", "runs verify --json");
        command.SetRun(
            (parsed, _) =>
            {
                var wrong = Open(parsed, config).Verify();
                if (parsed.GetValue(json))
                    Json.Write(new VerifiedJson(wrong));
                else
                    Console.Out.WriteLine(
                        wrong.Count == 0 ? "All runs are as they were recorded." : string.Join('\n', wrong)
                    );
                return wrong.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
            }
        );
        return command;
    }

    internal static ImageProject Open(ParseResult parsed, Option<string?> config) =>
        ImageProject.Open(parsed.GetValue(config) ?? ImageProject.FileName);
}
