using System.CommandLine;
using System.Diagnostics;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Cli.Commands;

/// <summary>Judges a model on images it has not seen, in domain and out of domain.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle that train wrote.", Required = true };
        var (data, embeddings, labels, classes) = (
            CommonOptions.Data(),
            CommonOptions.Embeddings(),
            CommonOptions.Labels(),
            CommonOptions.Classes()
        );
        var (outOfDomain, negatives) = (CommonOptions.OutOfDomain(), CommonOptions.Negatives());
        var output = new Option<string?>("--output")
        {
            Description = "Folder for report.json and report.html; no report is written when left out.",
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
        var (maxFailures, seed, threads, json) = (
            CommonOptions.MaxFailures("0"),
            CommonOptions.Seed(),
            CommonOptions.Threads(),
            CommonOptions.Json()
        );
        var command = new Command(
            "evaluate",
            "Compare how good and how sure both heads are, on test images and on images of another kind."
        )
        {
            model,
            data,
            embeddings,
            labels,
            classes,
            outOfDomain,
            negatives,
            output,
            predictionsOutput,
            gates,
            maxFailures,
            seed,
            threads,
            json,
        };
        var embedding = new EmbeddingChoice(command);
        Help.AddExamples(
            command,
            "evaluate --model prints.mlabels --data prints --classes building,coat --out-of-domain near:prints/people --output report",
            "evaluate --model aquarium.mlabels --data labels.csv --out-of-domain far:prints --json",
            "evaluate --model photos.mlabels --data photos --gates gates.json --output report"
        );
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        var bounds = parsed.GetValue(gates) is { } file ? GatesFile.Read(file) : null;
                        var loaded = Model.Load(parsed.GetValue(model)!);
                        using var session = new Session(
                            loaded.Description.Backbone,
                            parsed.GetValue(threads),
                            parsed.GetValue(maxFailures)!,
                            embedding.Given(parsed),
                            cancellationToken
                        );
                        var clock = Stopwatch.StartNew();
                        string[]? chosen = parsed.GetValue(classes) is { Length: > 0 } c ? c : null;
                        var given = session.Source.Load(
                            parsed.GetValue(data),
                            parsed.GetValue(embeddings),
                            parsed.GetValue(labels),
                            chosen
                        );
                        given = session.Source.WithNegatives(
                            given,
                            parsed.GetValue(negatives),
                            loaded.Description.Seed
                        );
                        OutOfDomainSet[] sets =
                        [
                            .. (parsed.GetValue(outOfDomain) ?? []).Select(session.Source.LoadOutOfDomain),
                        ];
                        var timings = new Dictionary<string, double> { ["embed"] = clock.Elapsed.TotalSeconds };
                        string title = Path.GetFileNameWithoutExtension(parsed.GetValue(model)!);
                        var report = Evaluating.Run(
                            loaded,
                            given,
                            TestSet.From(loaded, given),
                            sets,
                            parsed.GetValue(seed),
                            title,
                            timings,
                            parsed.GetValue(predictionsOutput),
                            cancellationToken
                        );

                        if (bounds is not null)
                            report = report.WithGates(bounds);
                        if (parsed.GetValue(json))
                            Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(JsonReport.Serialize(report)));
                        else
                            TextReportWriter.Write(report, Console.Out);
                        if (parsed.GetValue(output) is { } folder)
                            Evaluating.Write(report, folder);
                        return Evaluating.CheckGates(report);
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
