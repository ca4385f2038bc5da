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
        var (seed, json, verbose) = (CommonOptions.Seed(), CommonOptions.Json(), CommonOptions.Verbose());
        var command = new Command("predict", "Say which class and which labels images have, with all probabilities.")
        {
            model,
            trust,
            paths,
            rejectRate,
            seed,
            json,
            verbose,
        };
        var embedding = new EmbeddingOptionSet(command, FailureLimit.All);
        Help.AddExamples(
            command,
            "predict --model photos.mlabels new.jpg",
            "predict --model photos.mlabels inbox --json",
            "predict --model photos.mlabels inbox --reject-rate 0.01"
        );
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
                var result = ImageRuns.Predict(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(PredictJson.From(options.Model, result));
                else
                    PredictionTable.Print(result, parsed.GetValue(verbose));
                return result.Images.Count == 0 ? ExitCode.BadInput : ExitCode.Done;
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
