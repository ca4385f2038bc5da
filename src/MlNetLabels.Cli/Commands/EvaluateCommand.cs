using System.CommandLine;
using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Judges a model on images it has not seen, in domain and out of domain.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle that train wrote.", Required = true };
        var trust = CommonOptions.Trust();
        var (data, embeddings, labels, classes, corrections) = (
            CommonOptions.Data(),
            CommonOptions.Embeddings(),
            CommonOptions.Labels(),
            CommonOptions.Classes(),
            CommonOptions.Corrections()
        );
        var memory = CommonOptions.Memory(
            "Most that judging Parquet files may take, such as 2GB: beyond, rows are judged as they come"
        );
        var (outOfDomain, negatives) = (CommonOptions.OutOfDomain(), CommonOptions.KnownNegatives());
        var output = new Option<string?>("--output")
        {
            Description =
                "Folder for report.json, report.html and, where labels are suspected, suspects.csv; no report is written "
                + "when left out.",
        };
        var predictionsOutput = new Option<string?>("--predictions-output")
        {
            Description = "Folder for the probabilities of every test image, as 'metrics' reads them.",
        };
        var gates = new Option<string?>("--gates")
        {
            Description =
                $"JSON file with bounds; the exit code is {ExitCode.GateFailed} where one is not kept. Keys: "
                + $"{string.Join(", ", GatesFile.Keys)}.",
        };
        var (seed, json, verbose) = (CommonOptions.Seed(), CommonOptions.Json(), CommonOptions.Verbose());
        var command = new Command(
            "evaluate",
            "Compare how good and how sure both heads are, on test images and on images of another kind."
        )
        {
            model,
            trust,
            data,
            embeddings,
            labels,
            memory,
            classes,
            corrections,
            outOfDomain,
            negatives,
            output,
            predictionsOutput,
            gates,
            seed,
            json,
            verbose,
        };
        var reading = new DatasetOptionSet(command);
        var embedding = new EmbeddingOptionSet(command, FailureLimit.None);
        Help.AddExamples(
            command,
            "evaluate --model prints.mlabels --data prints --classes building,coat --out-of-domain near:prints/people --output report",
            "evaluate --model aquarium.mlabels --data labels.csv --out-of-domain far:prints --json",
            "evaluate --model photos.mlabels --data photos --gates gates.json --output report",
            "evaluate --model photos.mlabels --embeddings 'parts/*.parquet' --output report"
        );
        command.Validators.Add(result =>
        {
            CommonOptions.RequireOne(result, data, embeddings, labels);
            CommonOptions.CheckMemory(result, memory, embeddings);
            reading.CheckMade(result, embeddings);
            CommonOptions.CheckMade(result, embeddings, [outOfDomain, negatives], embedding.OfEmbedding);
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                MemoryLimit.Set(parsed.GetValue(memory));
                var options = new EvaluateOptions
                {
                    Model = parsed.GetValue(model)!,
                    Trusted = parsed.Keys(trust),
                    Data = parsed.GetValue(data),
                    Embeddings = parsed.GetValue(embeddings),
                    Labels = parsed.GetValue(labels),
                    Memory = parsed.GetValue(memory),
                    Classes = parsed.Values(classes),
                    Corrections = parsed.GetValue(corrections),
                    OutOfDomain = parsed.Values(outOfDomain),
                    Negatives = parsed.Values(negatives),
                    OutputFolder = parsed.GetValue(output),
                    PredictionsFolder = parsed.GetValue(predictionsOutput),
                    GatesFile = parsed.GetValue(gates),
                    Seed = parsed.GetValue(seed),
                    Command = CommandLineText.Current,
                    Reading = reading.Given(parsed),
                    Embedding = embedding.Given(parsed),
                };
                var console = new RunConsole(
                    parsed.GetValue(verbose),
                    options.Embeddings is null ? options.Embedding : null
                );
                var result = ImageRuns.Evaluate(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Console.Out.WriteLine(Encoding.UTF8.GetString(JsonReport.Serialize(result.Report)));
                else
                    Print(result, parsed.GetValue(verbose));
                foreach (string gate in result.FailedGates)
                    StandardError.WriteLine(gate);
                return result.FailedGates.Count == 0 ? ExitCode.Done : ExitCode.GateFailed;
            }
        );
        return command;
    }

    private static void Print(EvaluateResult result, bool verbose)
    {
        if (verbose)
            TextReportWriter.Write(result.Report, Console.Out);
        else
            TextReportWriter.WriteShort(result.Report, Console.Out);
        Console.Out.WriteLine();
        Console.Out.WriteLine(
            result.HtmlFile is { } page
                ? $"Report: {page}"
                : "For the report, a page with pictures and curves, name a folder with --output."
        );
    }
}
