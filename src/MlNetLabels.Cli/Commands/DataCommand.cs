using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Drawings;

namespace MlNetLabels.Cli.Commands;

/// <summary>The built-in images.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output")
        {
            Description = "Folder to render into.",
            DefaultValueFactory = _ => "emoji",
        };
        var json = CommonOptions.Json();
        var build = new Command(
            "build",
            "Render the built-in emoji drawings of four styles to PNG files with their lists."
        )
        {
            output,
            json,
        };
        Help.AddExamples(build, "data build", "data build --output drawings");
        build.SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        OutputPlace.CheckFolder(parsed.GetValue(output)!);
                        var summary = Build(parsed.GetValue(output)!, cancellationToken);
                        if (parsed.GetValue(json))
                            Json.Write(summary);
                        else
                            Print(summary);
                        return ExitCode.Done;
                    },
                    cancellationToken
                )
        );
        var command = new Command(
            "data",
            "Say what is in a dataset, bring it into this form, or make the built-in images."
        )
        {
            build,
            DataDescribeCommand.Create(),
            DataImportCommand.Create(),
        };
        Help.AddExamples(command, "data describe photos", "data import coco.zip --output pets", "data build");
        return command;
    }

    /// <summary>Renders the drawings, or finds them rendered.</summary>
    public static EmojiSummary Build(string folder, CancellationToken cancellationToken) =>
        EmojiDrawings.Build(
            folder,
            new NamedProgress(new RunConsole(verbose: false).Progress, "Drawing the built-in pictures"),
            cancellationToken
        );

    private static void Print(EmojiSummary summary)
    {
        Console.Out.WriteLine($"{summary.Images} drawings in {summary.Folder}");
        Console.Out.WriteLine(
            $"classes.csv: {summary.Buildings} building, {summary.Flags} flag; people.csv (out of domain): {summary.People}"
        );
        Console.Out.WriteLine($"labels.csv: {string.Join(", ", summary.Labels.Select(l => $"{l.Value} {l.Key}"))}");
    }
}
