using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Embedding;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says what is in pictures.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle that train wrote.", Required = true };
        var trust = CommonOptions.Trust();
        var paths = new Argument<string[]>("path")
        {
            Description = "Images, or folders of images.",
            Arity = ArgumentArity.OneOrMore,
        };
        var rejectRate = CommonOptions.RejectRate(
            "Share of in-domain images that the domain check may reject; as trained when left out."
        );
        var format = new Option<string?>("--format")
        {
            Description =
                "text (default): tables of a hundred images; ndjson: a JSON object a line; csv: a row an image; json: one "
                + "document, as --json. Answers are printed as they come, in order.",
        };
        format.Accept(
            PredictionOutput.Text,
            PredictionOutput.OneDocument,
            PredictionOutput.Lines,
            PredictionOutput.Csv
        );
        var sets = new Option<bool>("--sets")
        {
            Description =
                "Show the sets of classes and labels that hold the true ones of the promised share of images; json, ndjson "
                + "and csv always do.",
        };
        var (json, verbose) = (CommonOptions.Json(), CommonOptions.Verbose());
        var command = new Command("predict", "Say which class and which labels images have, with all probabilities.")
        {
            model,
            trust,
            paths,
            rejectRate,
            format,
            sets,
            json,
            verbose,
        };
        var embedding = new EmbeddingOptionSet(command, FailureLimit.All);
        Help.AddExamples(
            command,
            "predict --model photos.mlabels new.jpg",
            "predict --model photos.mlabels inbox --json",
            "predict --model photos.mlabels archive --format ndjson > answers.ndjson",
            "predict --model photos.mlabels inbox --reject-rate 0.01"
        );
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(format) is not (null or PredictionOutput.OneDocument))
                result.AddError("--json and --format name different formats; give one of them.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                using var libraries = new LoadingLibraries();
                var options = new PredictOptions
                {
                    Model = parsed.GetValue(model)!,
                    Trusted = parsed.Keys(trust),
                    Images = parsed.GetValue(paths)!,
                    RejectRate = parsed.GetValue(rejectRate),
                    Embedding = embedding.Given(parsed),
                };
                var console = new RunConsole(parsed.GetValue(verbose));
                using var output = PredictionOutput.For(
                    parsed.GetValue(json)
                        ? PredictionOutput.OneDocument
                        : parsed.GetValue(format) ?? PredictionOutput.Text,
                    options.Model,
                    parsed.GetValue(verbose),
                    parsed.GetValue(sets)
                );
                ImageRuns.PredictEach(options, output.Take, console.Log, console.Progress, cancellationToken);
                output.End();
                return output.Images == 0 ? ExitCode.BadInput : ExitCode.Done;
            }
        );
        return command;
    }

    /// <summary>
    /// They load beside the model. What fails there fails again, with its message, where they are needed.
    /// </summary>
    private sealed class LoadingLibraries : IDisposable
    {
        private readonly Task _loading = Task.Run(ImageEmbedder.LoadNativeLibraries);

        // A process that ends while a library is loading into it crashes now and then.
        public void Dispose() => Task.WhenAny(_loading).Wait();
    }
}
