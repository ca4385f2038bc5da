using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Writes embeddings, so that training and evaluating can do without the images.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images")
        {
            Description =
                "Folder of images, folder with one subfolder per class, CSV or JSON Lines file; - for a list of paths from "
                + "standard input, one a line. With --shard also many tar, zip or Parquet files: a folder of them, or a pattern "
                + "in quotes.",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description =
                "The .npy file to write; a .csv of its rows and a .json about the backbone come beside it. With --shard the "
                + "folder of parts.",
            Required = true,
        };
        var (backbone, json) = (CommonOptions.Backbone(), CommonOptions.Json());
        var command = new Command("embed", "Turn images into embeddings (.npy with a .csv of its rows).")
        {
            images,
            output,
            backbone,
            json,
        };
        var reading = new DatasetOptionSet(command, "--images-in");
        var embedding = new EmbeddingOptionSet(command, FailureLimit.All);
        var shards = new ShardOptionSet(command, reading.All);
        Help.AddExamples(
            command,
            "embed --images photos --output photos.npy",
            "embed --images labels.csv --output aquarium.npy --max-failures 5%",
            "embed --images photos --output photos.npy --cache photos.db",
            "embed --images photos.csv --output parts --shard 0/8",
            "embed --images 'photos-{000..099}.tar' --output parts --shard auto/10"
        );
        command.Validators.Add(result =>
        {
            if (shards.IsGiven(result) && result.GetValue(images) == PathArguments.StandardInput)
                result.AddError("--shard needs a list that can be read again: write it to a file, and name that.");
            if (
                !shards.IsGiven(result)
                && result.GetValue(output) is { Length: > 0 } file
                && !Path.GetExtension(file).Equals(".npy", StringComparison.OrdinalIgnoreCase)
            )
                result.AddError($"--output is '{file}'; it must end in .npy.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                if (shards.Given(parsed) is not null)
                    return shards.Run(
                        parsed,
                        parsed.GetValue(images)!,
                        parsed.GetValue(output)!,
                        embedding.OfTask(parsed),
                        parsed.GetValue(json),
                        () => ShardEngine.Embedding(parsed.GetValue(backbone)!),
                        cancellationToken
                    );
                var options = new EmbedOptions
                {
                    Images = parsed.GetValue(images)!,
                    Files =
                        parsed.GetValue(images) == PathArguments.StandardInput
                            ? PathArguments.Expand([PathArguments.StandardInput])
                            : null,
                    Output = parsed.GetValue(output)!,
                    Backbone = parsed.GetValue(backbone)!,
                    Reading = reading.Given(parsed),
                    Embedding = embedding.Given(parsed),
                };
                var console = new RunConsole(verbose: false, options.Embedding);
                var result = ImageRuns.Embed(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(EmbedJson.From(result));
                else
                    Console.Out.WriteLine(
                        $"{Counted.Of(result.Images, "embedding")} of {result.Backbone.Dimension} dimensions: "
                            + $"{result.EmbeddingsFile} (rows: {result.RowsFile}); {Counted.Of(result.Skipped.Count, "file")} skipped"
                    );
                return ExitCode.Done;
            }
        );
        return command;
    }
}
