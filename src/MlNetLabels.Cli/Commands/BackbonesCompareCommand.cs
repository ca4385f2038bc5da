using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says which network suits the user's own images.</summary>
internal static class BackbonesCompareCommand
{
    private const int MostFolds = 100;

    public static Command Create()
    {
        var data = CommonOptions.Data();
        data.Required = true;
        var backbones = new Option<string[]>("--backbone")
        {
            Description =
                "Name of a backbone, or path of its card; several joined by + are concatenated; may be repeated. All that "
                + "are here when left out.",
        };
        var (classes, outOfDomain) = (CommonOptions.Classes(), CommonOptions.OutOfDomain());
        var folds = new Option<int?>("--folds")
        {
            Description =
                "Parts to divide all images into, each judged by a model trained on the others. When left out, the test "
                + "split that the data prescribe, and 5 parts where they prescribe none.",
        };
        folds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 2 or > MostFolds)
                result.AddError($"--folds must be between 2 and {MostFolds}.");
        });
        var (l2, seed, json) = (CommonOptions.L2(), CommonOptions.Seed(), CommonOptions.Json());
        var command = new Command(
            "compare",
            "Train on each backbone's embeddings of your images and judge on images that the models have not seen."
        )
        {
            data,
            backbones,
            classes,
            outOfDomain,
            folds,
            l2,
            seed,
            json,
        };
        var reading = new DatasetOptionSet(command);
        var embedding = new EmbeddingOptionSet(command, FailureLimit.None);
        Help.AddExamples(
            command,
            "backbones compare --data photos",
            "backbones compare --data photos --backbone mobilenet-v3-small --backbone networks/mine.json",
            "backbones compare --data photos --out-of-domain far:others --json"
        );
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var options = new CompareBackbonesOptions
                {
                    Data = parsed.GetValue(data)!,
                    Classes = parsed.Values(classes),
                    Backbones = parsed.Values(backbones),
                    OutOfDomain = parsed.Values(outOfDomain),
                    Folds = parsed.GetValue(folds),
                    Trainer = new TrainerOptions
                    {
                        Heads = new HeadOptions
                        {
                            L2 = parsed.GetValue(l2).Value,
                            Seed = parsed.GetValue(seed),
                            Threads = embedding.Threads(parsed),
                        },
                    },
                    Reading = reading.Given(parsed),
                    Embedding = embedding.Given(parsed),
                };
                var console = new RunConsole(verbose: false);
                var result = ImageRuns.CompareBackbones(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(result);
                else
                    BackboneTables.Print(result);
                return ExitCode.Done;
            }
        );
        return command;
    }
}
