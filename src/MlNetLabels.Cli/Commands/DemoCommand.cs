using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>The whole job in one command: embed, train, judge in domain and out of domain, report.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var (data, classes, outOfDomain) = (CommonOptions.Data(), CommonOptions.Classes(), CommonOptions.OutOfDomain());
        var (negatives, validationOutOfDomain) = (CommonOptions.Negatives(), CommonOptions.ValidationOutOfDomain());
        var output = new Option<string>("--output")
        {
            Description = "Folder for the model and the report.",
            DefaultValueFactory = _ => Path.Combine("artifacts", "demo"),
        };
        var (backbone, seed, json, verbose) = (
            CommonOptions.Backbone(),
            CommonOptions.Seed(),
            CommonOptions.Json(),
            CommonOptions.Verbose()
        );
        var command = new Command(
            "demo",
            "Do the whole job, on the built-in drawings or on your own images, and write a report."
        )
        {
            data,
            classes,
            outOfDomain,
            negatives,
            validationOutOfDomain,
            output,
            backbone,
            seed,
            json,
            verbose,
        };
        var reading = new DatasetOptionSet(command);
        var embedding = new EmbeddingOptionSet(command, FailureLimit.None);
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null)
                foreach (var option in reading.All.Prepend(classes).Where(result.IsGiven))
                    result.AddError($"{option.Name} is of --data: name your images, or leave it out for the drawings.");
        });
        Help.AddExamples(
            command,
            "demo",
            "demo --data photos --out-of-domain others --output report",
            "demo --data prints --classes building,coat --out-of-domain prints/people --output report",
            "demo --data prints --classes building,coat --negatives pages --out-of-domain near:prints/people --output report"
        );
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var settings = embedding.Given(parsed);
                string? own = parsed.GetValue(data);
                bool all = parsed.GetValue(verbose);
                var console =
                    all || own is not null ? new RunConsole(all, settings) : new RunConsole(LogLevel.Error, settings);
                OutputPlace.CheckFolder(parsed.GetValue(output)!);
                var options = new DemoOptions
                {
                    Data = own,
                    Classes = parsed.Values(classes),
                    OutOfDomain = parsed.Values(outOfDomain),
                    Negatives = parsed.Values(negatives),
                    ValidationOutOfDomain = parsed.Values(validationOutOfDomain),
                    OutputFolder = parsed.GetValue(output)!,
                    Backbone = parsed.GetValue(backbone)!,
                    Trainer = new TrainerOptions
                    {
                        Heads = new HeadOptions { Seed = parsed.GetValue(seed), Threads = settings.Threads },
                    },
                    Command = CommandLineText.Current,
                    Reading = reading.Given(parsed),
                    Embedding = settings,
                };
                options.CheckSets();
                DemoScreen.Announce(own);
                if (own is null)
                    options = options with
                    {
                        DrawingsFolder = DemoDrawings.Build(options.OutputFolder, cancellationToken),
                    };
                var results = ImageRuns.Demo(options, console.Log, console.Progress, cancellationToken);
                // One document for machines: the comparison of both heads.
                if (parsed.GetValue(json))
                    Console.Out.WriteLine(Encoding.UTF8.GetString(JsonReport.Serialize(results[^1].Report)));
                else
                    DemoScreen.Print(results, own, options.Classes, all, console.Log.HeldBack);
                return ExitCode.Done;
            }
        );
        return command;
    }
}
