using System.CommandLine;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Shards;
using MlNetLabels.Cli.Streaming;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
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
            Description =
                "Images, or folders of images; patterns such as inbox/*.jpg and inbox/**/*.png; - for a list of paths from "
                + "standard input, one a line.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var stdin = new Option<bool>("--stdin")
        {
            Description =
                "Answer lines of standard input as they come, each with a line of JSON: a path, or {\"path\": ...}, or "
                + "{\"image\": base64}, with an \"id\" of yours. What cannot be used is answered with its reason.",
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
        var output = new Option<string?>("--output")
        {
            Description =
                "File to write the answers to instead of stdout, whole or not at all: .csv, .ndjson or .json, or what --format "
                + "says. With --shard the folder of parts.",
        };
        var top = new Option<int?>("--top")
        {
            Description =
                "How many of the likeliest classes and labels are given of each image. Left out, a table shows five, all "
                + "others give all.",
        };
        var sortInto = new Option<string?>("--sort-into")
        {
            Description =
                "Folder to copy the images into, sorted into a folder per verdict and class; nothing there is replaced.",
        };
        var link = new Option<bool>("--link") { Description = "With --sort-into: make links instead of copies." };
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
            stdin,
            rejectRate,
            format,
            output,
            top,
            sortInto,
            link,
            sets,
            json,
            verbose,
        };
        var embedding = new EmbeddingOptionSet(command, FailureLimit.All);
        var shards = new ShardOptionSet(command, stdin, format, top, sortInto, link, sets, verbose);
        Help.AddExamples(
            command,
            "predict --model photos.mlabels new.jpg",
            "predict --model photos.mlabels inbox --json",
            "predict --model photos.mlabels archive --format ndjson > answers.ndjson",
            "predict --model photos.mlabels archive --output answers.csv --top 3",
            "predict --model photos.mlabels inbox --sort-into sorted",
            "predict --model photos.mlabels inbox --reject-rate 0.01",
            "predict --model photos.mlabels --stdin < lines.jsonl",
            "predict --model photos.mlabels photos.csv --output parts --shard auto/100"
        );
        command.Validators.Add(result =>
        {
            if (PathArguments.Unquoted([.. result.GetResult(paths)?.Tokens.Select(x => x.Value) ?? []]) is { } whole)
                result.AddError($"Put names with spaces in quotes: \"{whole}\".");
            if (result.GetValue(json) && result.GetValue(format) is not (null or PredictionOutput.OneDocument))
                result.AddError("--json and --format name different formats; give one of them.");
            if (
                result.GetValue(sets)
                && !result.GetValue(stdin)
                && (
                    result.GetValue(json)
                    || result.GetValue(output) is not null
                    || result.GetValue(format) is not (null or PredictionOutput.Text)
                )
            )
                result.AddError("--sets is of tables; json, ndjson and csv have the sets anyway. Leave it out.");
            if (result.GetValue(top) is < 1)
                result.AddError("--top must be at least 1.");
            if (result.GetValue(link) && result.GetValue(sortInto) is null)
                result.AddError("--link says how --sort-into sorts; give a folder to it, too.");
            if (result.GetValue(stdin))
            {
                if (result.GetValue(paths) is { Length: > 0 })
                    result.AddError("With --stdin there is no path; give one of the two.");
                foreach (var other in new Option[] { output, sortInto, sets, json, verbose }.Where(result.IsGiven))
                    result.AddError($"{other.Name} and --stdin exclude each other.");
                if (result.GetValue(format) is not (null or PredictionOutput.Lines))
                    result.AddError($"--format and --stdin exclude each other, but for {PredictionOutput.Lines}.");
                if (embedding.StopsAtFailures(result))
                    result.AddError("--max-failures and --stdin exclude each other: lines have no end to count to.");
            }
            else if (result.GetValue(paths) is not { Length: > 0 } && result.GetResult(paths)?.Errors.Any() != true)
                result.AddError($"{paths.Name} is missing. {paths.Description}");
            if (shards.IsGiven(result))
            {
                if (result.GetValue(output) is not { Length: > 0 })
                    result.AddError("--shard writes to a folder of parts; name it with --output.");
                if (result.GetValue(paths) is not [not PathArguments.StandardInput])
                    result.AddError(
                        "--shard takes one folder, one list in a file (.csv, .parquet, or a path a line), or one pattern in quotes of "
                            + "tar, zip or Parquet files."
                    );
            }
            else if (result.GetValue(output) is { Length: > 0 } file)
            {
                string? chosen = result.GetValue(json) ? PredictionOutput.OneDocument : result.GetValue(format);
                if ((chosen ?? PredictionOutput.FormatOf(file)) is null or PredictionOutput.Text)
                    result.AddError(
                        $"--output is '{file}'; end it in .csv, .ndjson or .json, or name one of these with --format."
                    );
            }
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                using var libraries = new LoadingLibraries();
                if (shards.Given(parsed) is not null)
                    return shards.Run(
                        parsed,
                        parsed.GetValue(paths)![0],
                        parsed.GetValue(output)!,
                        embedding.OfTask(parsed),
                        parsed.GetValue(json),
                        () =>
                            ShardEngine.Predicting(
                                parsed.GetValue(model)!,
                                parsed.Keys(trust),
                                parsed.GetValue(rejectRate)
                            ),
                        cancellationToken
                    );
                if (parsed.GetValue(stdin))
                    return Stream(
                        parsed.GetValue(model)!,
                        parsed.Keys(trust),
                        parsed.GetValue(rejectRate),
                        parsed.GetValue(top),
                        embedding.Given(parsed),
                        cancellationToken
                    );
                var options = new PredictOptions
                {
                    Model = parsed.GetValue(model)!,
                    Trusted = parsed.Keys(trust),
                    Images = PathArguments.Expand(parsed.GetValue(paths)!),
                    RejectRate = parsed.GetValue(rejectRate),
                    Embedding = embedding.Given(parsed),
                };
                string? file = parsed.GetValue(output),
                    asked = parsed.GetValue(json) ? PredictionOutput.OneDocument : parsed.GetValue(format);
                if (asked is not null && PredictionOutput.FormatOf(file) is { } usual && usual != asked)
                    StandardError.Note($"{file} is written as {asked}, as asked for, which its ending does not say.");
                string chosen = asked ?? PredictionOutput.FormatOf(file) ?? PredictionOutput.Text;
                var call = new PredictCall(
                    options,
                    new RunConsole(parsed.GetValue(verbose), saysOff: chosen == PredictionOutput.Text),
                    parsed.GetValue(sortInto) is { } folder ? new SortedImages(folder, parsed.GetValue(link)) : null
                );
                return call.Run(
                    file,
                    to =>
                        PredictionOutput.For(
                            chosen,
                            options.Model,
                            parsed.GetValue(verbose),
                            parsed.GetValue(sets),
                            parsed.GetValue(top),
                            to
                        ),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static int Stream(
        string model,
        IReadOnlyList<BundleKey>? trusted,
        double? rejectRate,
        int? top,
        EmbeddingSettings settings,
        CancellationToken cancellationToken
    )
    {
        using var cache = settings.CacheFile is { } file
            ? EmbeddingCache.Open(file, new() { MaxBytes = settings.MaxCacheBytes, Warn = StandardError.Note })
            : null;
        var options = new EmbeddingOptions
        {
            Threads = settings.Threads,
            Timeout = settings.Timeout,
            Cache = cache,
            Warn = StandardError.Note,
        };
        using var predictor = ImagePredictor.Load(model, options, trusted: trusted);
        foreach (string note in predictor.Model.Notes(rejectRate))
            StandardError.Note(note);
        new StreamedAnswers(predictor, rejectRate, top, settings.Threads).Run(
            Console.In,
            Console.Out,
            cancellationToken
        );
        return ExitCode.Done;
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
