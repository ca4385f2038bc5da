using System.CommandLine;
using MlNetLabels.Backbones;
using MlNetLabels.Cli.Output;

namespace MlNetLabels.Cli.Commands;

/// <summary>The networks: which there are, whether one works as its card says, and which suits the user's images.</summary>
internal static class BackbonesCommand
{
    public static Command Create()
    {
        var command = new Command("backbones", "List, check and compare the networks that turn images into embeddings.")
        {
            List(),
            Check(),
            BackbonesCompareCommand.Create(),
        };
        Help.AddExamples(
            command,
            "backbones list",
            "backbones check mobilenet-v3-small",
            "backbones compare --data photos --out-of-domain far:others"
        );
        return command;
    }

    private static Command List()
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "Say which backbones are here, and how to get the others.") { json };
        Help.AddExamples(command, "backbones list", "backbones list --json");
        command.SetAction(parsed =>
        {
            var listed = Backbone.List();
            if (parsed.GetValue(json))
                Json.Write(BackboneJson.From(listed));
            else
                BackboneTables.Print(listed);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var name = new Argument<string>("BACKBONE") { Description = "Name of a backbone, or path of its card." };
        var json = CommonOptions.Json();
        var command = new Command(
            "check",
            "Let a network embed the picture of its card's probe, and say what is wrong where the result is another; exit "
                + "code 3 there, or where the card has no probe."
        )
        {
            name,
            json,
        };
        Help.AddExamples(command, "backbones check mobilenet-v3-small", "backbones check networks/mine.json --json");
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                using var backbone = Backbone.Load(parsed.GetValue(name)!);
                var checks = backbone.Check();
                if (parsed.GetValue(json))
                    Json.Write(checks);
                else
                    foreach (var check in checks)
                        Console.Out.WriteLine($"{check.Backbone}: {check.Message}");
                return checks.All(x => x.Passed == true) ? ExitCode.Done : ExitCode.BadInput;
            }
        );
        return command;
    }
}
