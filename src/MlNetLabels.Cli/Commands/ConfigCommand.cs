using System.CommandLine;
using System.Text.Json.Nodes;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Runs;
using Spectre.Console;

namespace MlNetLabels.Cli.Commands;

/// <summary>What a project's settings are, and whence.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "What is in force in a project, and whence it comes.") { Show(), Schema() };
        Help.AddExamples(command, "config show", "config schema");
        return command;
    }

    private static Command Show()
    {
        var json = CommonOptions.Json();
        var command = new Command("show", "Print every setting with where it comes from: default, file or option.")
        {
            json,
        };
        var options = new ProjectOptionSet(command);
        Help.AddExamples(command, "config show", "config show --config photos.mbconfig", "config show --seed 2 --json");
        command.SetRun(
            (parsed, _) =>
            {
                var project = ImageProject.Open(options.File(parsed));
                var given = options.Given(parsed);
                var members = project.Members();
                var inForce = project.InForce(given);
                IReadOnlyDictionary<string, SettingJson> all = ProjectMember.All.ToDictionary(
                    x => x.Key,
                    x => new SettingJson(
                        inForce[x.Key]?.DeepClone(),
                        given.ContainsKey(x.Key) ? "option"
                            : members.ContainsKey(x.Key) ? "file"
                            : "default"
                    )
                );
                foreach (string note in project.Notes)
                    StandardError.Note(note);
                if (parsed.GetValue(json))
                    Json.Write(all);
                else
                    Print(all);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void Print(IReadOnlyDictionary<string, SettingJson> all)
    {
        var table = new Table().RoundedBorder().AddColumns("setting", "value", "from");
        foreach (var member in ProjectMember.All)
            table.AddRow(member.Key, Screen.Cell(Text(member, all[member.Key].Value)), all[member.Key].From);
        Screen.Write(table);
    }

    private static string Text(ProjectMember member, JsonNode? value) =>
        value switch
        {
            null => member.Key switch
            {
                "l2" => "chosen by cross-validation",
                "domainScore" => "chosen in training",
                "dataFormat" or "fileColumn" or "labelColumn" => "found by looking",
                _ => "none",
            },
            _ when member.IsShare => Figures.Percent((double)value),
            JsonArray { Count: 0 } or JsonObject { Count: 0 } => "none",
            JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String => (string)text!,
            _ => value.ToJsonString(),
        };

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON Schema of mlnetlabels.json, by which editors complete it.");
        Help.AddExamples(command, "config schema > mlnetlabels.schema.json");
        command.SetRun(
            (_, _) =>
            {
                Console.Out.Write(ImageProject.JsonSchema());
                return ExitCode.Done;
            }
        );
        return command;
    }
}
