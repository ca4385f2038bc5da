using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Reports;
using MlNetLabels.Runs;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says which images to label next, and which labels to check again.</summary>
internal static class SuggestCommand
{
    private const string DropQuery = "drop-query",
        TypiClust = "typi-clust";

    public static Command Create()
    {
        var pool = new Option<string>("--pool")
        {
            Description =
                "Unlabelled images: a folder, a CSV with a column file, an archive, embeddings (.npy), or a log of predictions "
                + "that serve wrote.",
            Required = true,
        };
        var model = new Option<string?>("--model")
        {
            Description = "The bundle that is to become better; none yet when left out.",
        };
        var trust = CommonOptions.Trust();
        var (data, classes, corrections) = (CommonOptions.Data(), CommonOptions.Classes(), CommonOptions.Corrections());
        data.Description =
            "Images that have labels, so that nothing is asked twice and doubtful labels are found; read as by train.";
        var count = new Option<int>("--count")
        {
            Description = "Images to ask for.",
            DefaultValueFactory = _ => DefaultCount,
        };
        var strategy = new Option<SuggestionStrategy?>("--strategy")
        {
            Description =
                "How to choose: what the model is unsure of, or what is typical; by how much is labelled when left out.",
            CustomParser = result =>
                result.Tokens[0].Value == DropQuery ? SuggestionStrategy.DropQuery : SuggestionStrategy.TypiClust,
        };
        strategy.Accept(DropQuery, TypiClust);
        var backbone = CommonOptions.Backbone();
        backbone.Description += " Where there is a model, its own is used.";
        var output = new Option<string?>("--output")
        {
            Description = "CSV to write, with a blank label for each image: fill it in, and it is data.",
        };
        var html = new Option<string?>("--html") { Description = "HTML file to write, with a picture of each image." };
        var suspects = new Option<string?>("--suspects")
        {
            Description = "CSV to write of labels of --data that are worth checking again, as --corrections reads it.",
        };
        var (seed, json, verbose) = (CommonOptions.Seed(), CommonOptions.Json(), CommonOptions.Verbose());
        seed.Description = "Seed of dropout, samples and first centres.";
        var command = new Command("suggest", "Say which images to label next, and which labels to check again.")
        {
            pool,
            model,
            trust,
            data,
            classes,
            corrections,
            count,
            strategy,
            backbone,
            output,
            html,
            suspects,
            seed,
            json,
            verbose,
        };
        var reading = new DatasetOptionSet(command);
        var embedding = new EmbeddingOptionSet(command, FailureLimit.All);
        Help.AddExamples(
            command,
            "suggest --pool inbox --count 20 --output suggestions.csv",
            "suggest --pool inbox --model photos.mlabels --data photos --output suggestions.csv --html suggestions.html",
            "suggest --pool predictions.db --model photos.mlabels --html suggestions.html"
        );
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > SuggestionRequest.MostImages)
                result.AddError($"--count must be between 1 and {SuggestionRequest.MostImages}.");
        });
        command.Validators.Add(result =>
        {
            CommonOptions.CheckDistinct(result, output, html, suspects);
            if (result.GetValue(data) is null)
            {
                if (result.GetValue(suspects) is not null)
                    result.AddError("--suspects needs --data: labels to check again are those of labelled images.");
                foreach (var option in reading.All.Prepend(corrections).Prepend(classes).Where(result.IsGiven))
                    result.AddError(
                        $"{option.Name} is of --data, the images that have labels: name them, or leave it out."
                    );
            }
            if (result.GetValue(model) is not null && result.IsGiven(backbone))
                result.AddError("--model names its backbone itself; leave --backbone out.");
            if (result.GetValue(model) is null && result.IsGiven(trust))
                result.AddError("--trust is of a model; give --model, too.");
            if (result.GetValue(strategy) == SuggestionStrategy.DropQuery && result.GetValue(model) is null)
                result.AddError($"--strategy {DropQuery} needs --model: it tries a model's answers.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var options = new SuggestOptions
                {
                    Pool = parsed.GetValue(pool)!,
                    Model = parsed.GetValue(model),
                    Trusted = parsed.Keys(trust),
                    Data = parsed.GetValue(data),
                    Classes = parsed.Values(classes),
                    Corrections = parsed.GetValue(corrections),
                    Reading = reading.Given(parsed),
                    Count = parsed.GetValue(count),
                    Strategy = parsed.GetValue(strategy),
                    Backbone = parsed.GetValue(backbone)!,
                    Seed = parsed.GetValue(seed),
                    CsvFile = parsed.GetValue(output),
                    HtmlFile = parsed.GetValue(html),
                    SuspectsFile = parsed.GetValue(suspects),
                    Embedding = embedding.Given(parsed),
                };
                var console = new RunConsole(parsed.GetValue(verbose));
                var report = ImageRuns.Suggest(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(report);
                else
                    Print(report, options);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private const int DefaultCount = 50;

    private static void Print(SuggestionReport report, SuggestOptions options)
    {
        TextReportWriter.Write(report, Console.Out);
        foreach (
            var (what, file) in new[]
            {
                ("To label", options.CsvFile),
                ("Pictures", options.HtmlFile),
                ("To check again", options.SuspectsFile),
            }
        )
            if (file is not null)
                Console.Out.WriteLine($"{what}: {file}");
    }
}
