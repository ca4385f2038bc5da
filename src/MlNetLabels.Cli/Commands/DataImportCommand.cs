using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Writes a dataset of any format as ours.</summary>
internal static class DataImportCommand
{
    private const int MostNamed = 10;

    public static Command Create()
    {
        var data = new Argument<string>("data")
        {
            Description = "Folder, file or archive, of any format that is read.",
        };
        var output = new Option<string>("--output")
        {
            Description = "New folder for the images, by class or with a CSV; or a CSV that names them where they lie.",
            Required = true,
        };
        var link = new Option<bool>("--link") { Description = "Link the images instead of copying them." };
        var (classes, json) = (CommonOptions.Classes(), CommonOptions.Json());
        var command = new Command("import", "Write a dataset of another tool as folders of classes, or as a CSV.")
        {
            data,
            output,
            link,
            classes,
            json,
        };
        var reading = new DatasetOptionSet(command);
        Help.AddExamples(
            command,
            "data import export.json --images photos --output pets",
            "data import coco.zip --output pets",
            "data import train.csv --images train --output labels.csv"
        );
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var console = new RunConsole(verbose: false);
                string place = parsed.GetValue(output)!;
                var result = ImageRuns.Import(
                    new DataOptions
                    {
                        Data = parsed.GetValue(data)!,
                        Reading = reading.Given(parsed) with { Classes = parsed.Values(classes) },
                        Output = place,
                        Link = parsed.GetValue(link),
                    },
                    console.Log,
                    console.Progress,
                    cancellationToken
                );
                if (parsed.GetValue(json))
                    Json.Write(new ImportJson(place, result.Kind, result.Rows.Count, result.LabelNames));
                else
                    Console.Out.WriteLine(
                        $"{Counted.Of(result.Rows.Count, "image")}, "
                            + (
                                result.Kind == TargetKind.Classes
                                    ? Counted.Of(result.LabelNames.Count, "class", "classes")
                                    : Counted.Of(result.LabelNames.Count, "label")
                            )
                            + $" ({Some(result.LabelNames)}): {place}"
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static string Some(IReadOnlyList<string> names) =>
        VisibleText.Line(string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? ", ..." : ""));
}

/// <summary>What was written.</summary>
internal sealed record ImportJson(string Output, TargetKind Kind, int Images, IReadOnlyList<string> Labels);
