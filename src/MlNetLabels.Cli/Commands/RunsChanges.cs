using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>The verbs of <c>runs</c> that change what is champion, or which runs there are.</summary>
internal static class RunsChanges
{
    public static Command Promote()
    {
        var (config, json, run, reason) = (
            ProjectOptionSet.Config(),
            CommonOptions.Json(),
            RunsCommand.Run("RUN"),
            Reason()
        );
        var command = new Command("promote", "Make a run champion, whatever the rule says.")
        {
            run,
            reason,
            config,
            json,
        };
        Help.AddExamples(command, "runs promote challenger --reason \"looked at by hand\"");
        command.SetRun(
            (parsed, _) =>
                Tell(parsed, config, json, project => project.Promote(parsed.GetValue(run)!, parsed.GetValue(reason)!))
        );
        return command;
    }

    public static Command Rollback()
    {
        var (config, json, reason) = (ProjectOptionSet.Config(), CommonOptions.Json(), Reason());
        var command = new Command("rollback", "Make the run champion again that was before.") { reason, config, json };
        Help.AddExamples(command, "runs rollback --reason \"it was worse\"");
        command.SetRun(
            (parsed, _) => Tell(parsed, config, json, project => project.Rollback(parsed.GetValue(reason)!))
        );
        return command;
    }

    private static int Tell(
        ParseResult parsed,
        Option<string?> config,
        Option<bool> json,
        Func<ImageProject, RunRecord> change
    )
    {
        var project = RunsCommand.Open(parsed, config);
        string? before = project.Champion,
            now = change(project).Number;
        if (parsed.GetValue(json))
            Json.Write(new PromotionJson(now, before == now ? null : before));
        else
            Console.Out.WriteLine(
                before == now
                    ? $"Run {now} is champion already."
                    : $"Run {now} is champion{(before is null ? "" : $", run {before} previous")}."
            );
        return ExitCode.Done;
    }

    public static Command Prune()
    {
        var (config, json) = (ProjectOptionSet.Config(), CommonOptions.Json());
        var keep = new Option<int>("--keep") { Description = "How many of the latest stay.", Required = true };
        keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--keep must be at least 0.");
        });
        var command = new Command("prune", "Remove old runs, but none that is champion, challenger or previous.")
        {
            keep,
            config,
            json,
        };
        Help.AddExamples(command, "runs prune --keep 10");
        command.SetRun(
            (parsed, _) =>
            {
                var removed = RunsCommand.Open(parsed, config).Prune(parsed.GetValue(keep));
                if (parsed.GetValue(json))
                    Json.Write(new PrunedJson(removed));
                else
                    Console.Out.WriteLine(
                        removed.Count == 0 ? "Nothing to remove." : $"Removed {string.Join(", ", removed)}."
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Option<string> Reason() =>
        new("--reason") { Description = "Why; the registry keeps it.", DefaultValueFactory = _ => "by hand" };
}
