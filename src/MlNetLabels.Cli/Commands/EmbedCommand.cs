using System.CommandLine;
using System.Text.Json;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Data;
using MlNetLabels.Embedding;

namespace MlNetLabels.Cli.Commands;

/// <summary>Writes embeddings, so that training and evaluating can do without the images.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images")
        {
            Description = "Folder of images, folder with one subfolder a class, CSV or JSON Lines file.",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "The .npy file to write; a .csv of its rows and a .json about the backbone come beside it.",
            Required = true,
        };
        var (backbone, seed, threads, maxFailures, json) = (
            CommonOptions.Backbone(),
            CommonOptions.Seed(),
            CommonOptions.Threads(),
            CommonOptions.MaxFailures("all"),
            CommonOptions.Json()
        );
        var command = new Command("embed", "Turn images into embeddings (.npy with a .csv of its rows).")
        {
            images,
            output,
            backbone,
            maxFailures,
            seed,
            threads,
            json,
        };
        var embedding = new EmbeddingChoice(command);
        Help.AddExamples(
            command,
            "embed --images photos --output photos.npy",
            "embed --images labels.csv --output aquarium.npy --max-failures 5%",
            "embed --images photos --output photos.npy --cache photos.db"
        );
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        using var session = new Session(
                            parsed.GetValue(backbone)!,
                            parsed.GetValue(threads),
                            parsed.GetValue(maxFailures)!,
                            embedding.Given(parsed),
                            cancellationToken
                        );
                        var result = Run(
                            session,
                            parsed.GetValue(images)!,
                            parsed.GetValue(output)!,
                            cancellationToken
                        );
                        if (parsed.GetValue(json))
                            Json.Write(result);
                        else
                            Console.Out.WriteLine(
                                $"{result.Images} embeddings of {result.Dimension} dimensions: {result.Embeddings} "
                                    + $"(rows: {result.Rows}); {result.Skipped.Count} files skipped"
                            );
                        return ExitCode.Done;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static EmbedResult Run(Session session, string images, string output, CancellationToken cancellationToken)
    {
        if (!Path.GetExtension(output).Equals(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"--output is '{output}'; it must end in .npy.");
        var listing = Listing.Read(images);
        foreach (string note in listing.Notes)
            Talk.Warn(note);
        var embedded = Talk.Progress(
            $"Embedding {listing.Paths.Count} images",
            progress => session.Embedder.Value.Embed(listing.Paths, progress, cancellationToken)
        );
        session.Source.CheckFailures(embedded.Skipped, listing.Paths.Count);

        string rows = Path.ChangeExtension(output, ".csv"),
            about = Path.ChangeExtension(output, ".json");
        var reference = session.Backbone.ToReference();
        NpyFile.Write(output, embedded.Embeddings);
        AtomicFile.WriteText(rows, listing.ToCsv(embedded.Rows));
        AtomicFile.WriteText(about, JsonSerializer.Serialize(reference, Json.Default.BackboneReference));
        return new EmbedResult(
            output,
            rows,
            embedded.Rows.Count,
            session.Backbone.Dimension,
            reference.Name,
            reference.Sha256!,
            embedded.Skipped
        );
    }
}
