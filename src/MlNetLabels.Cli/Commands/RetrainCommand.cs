using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Trains a project again, and lets the better model be champion.</summary>
internal static class RetrainCommand
{
    private const string Lines = "jsonl",
        Margin = "margin",
        Rule = "promotion",
        NotWorse = "not-worse";

    public static Command Create()
    {
        var acceptLoss = new Option<bool>("--accept-loss")
        {
            Description = "Take it as meant that half the images, or a class, are gone since the champion was trained.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and write nothing." };
        var events = new Option<string?>("--events")
        {
            Description = "Write what happens as it happens on stdout, a JSON object a line, for other programs.",
        };
        events.Accept(Lines);
        var (json, verbose) = (CommonOptions.Json(), CommonOptions.Verbose());
        var command = new Command(
            "retrain",
            "Train the project of mlnetlabels.json again, compare with the champion on the same test images, and promote "
                + $"what is better; exit code {ExitCode.NotPromoted} where it is not, {ExitCode.GateFailed} where a gate failed."
        )
        {
            acceptLoss,
            dryRun,
            events,
            json,
            verbose,
        };
        var project = new ProjectOptionSet(command);
        var embedding = new EmbeddingOptionSet(command, FailureLimit.None);
        Help.AddExamples(
            command,
            "retrain",
            "retrain --dry-run",
            "retrain --promotion not-worse --margin 0.01",
            "retrain --config photos/mlnetlabels.json --events jsonl"
        );
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(events) is not null)
                result.AddError("--json and --events both write on stdout; give one of them.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var options = new RetrainOptions
                {
                    Overrides = project.Given(parsed),
                    AcceptLoss = parsed.GetValue(acceptLoss),
                    DryRun = parsed.GetValue(dryRun),
                    Command = CommandLineText.Current,
                    Embedding = embedding.Given(parsed),
                };
                var opened = ImageProject.Open(project.File(parsed));
                CheckMargin(opened, options.Overrides);
                bool isText = parsed.GetValue(events) is null && !parsed.GetValue(json);
                var console = new RunConsole(parsed.GetValue(verbose), saysOff: isText);
                var stream = parsed.GetValue(events) is null ? null : new EventStream(console);
                ILogger log = stream is null ? console.Log : stream;
                var result = opened.Retrain(options, log, stream ?? console.Progress, cancellationToken);
                if (stream is not null)
                    stream.Decided(result);
                else if (parsed.GetValue(json))
                    Json.Write(RetrainJson.From(result));
                else
                    RunText.Print(opened, result);
                return result.Run is not { Promoted: false } ? ExitCode.Done
                    : result.Report!.Gates.Any(gate => !gate.Passed) ? ExitCode.GateFailed
                    : ExitCode.NotPromoted;
            }
        );
        return command;
    }

    private static void CheckMargin(ImageProject project, IReadOnlyDictionary<string, JsonNode?> overrides)
    {
        if (!overrides.ContainsKey(Margin))
            return;
        string? rule = project.InForce(overrides)[Rule]?.ToString();
        if (rule != NotWorse)
            throw new SetUpException(
                $"--{Margin} is of --{Rule} {NotWorse}, and what promotes here is '{rule}'; leave it out, or give that, too."
            );
    }
}
