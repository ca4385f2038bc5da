using System.CommandLine;
using System.Diagnostics;
using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Reports;

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
        var (backbone, maxFailures, seed, threads, json) = (
            CommonOptions.Backbone(),
            CommonOptions.MaxFailures("0"),
            CommonOptions.Seed(),
            CommonOptions.Threads(),
            CommonOptions.Json()
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
            maxFailures,
            seed,
            threads,
            json,
        };
        var embedding = new EmbeddingChoice(command);
        Help.AddExamples(
            command,
            "demo",
            "demo --data photos --out-of-domain others --output report",
            "demo --data prints --classes building,coat --out-of-domain prints/people --output report",
            "demo --data prints --classes building,coat --negatives pages --out-of-domain near:prints/people --output report"
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
                        var options = new TrainerOptions
                        {
                            Heads = new HeadOptions
                            {
                                Seed = parsed.GetValue(seed),
                                Threads = parsed.GetValue(threads),
                            },
                        };
                        var run = new Run(
                            session,
                            options,
                            parsed.GetValue(negatives) ?? [],
                            parsed.GetValue(validationOutOfDomain) ?? [],
                            cancellationToken
                        );
                        string folder = parsed.GetValue(output)!;
                        string[] sets = parsed.GetValue(outOfDomain) ?? [];
                        var reports = new List<EvaluationReport>();
                        if (parsed.GetValue(data) is { } own)
                        {
                            reports.Add(
                                run.Do(
                                    own,
                                    parsed.GetValue(classes) is { Length: > 0 } chosen ? chosen : null,
                                    sets,
                                    folder
                                )
                            );
                        }
                        else
                        {
                            string drawings = DemoDrawings.Build(folder, cancellationToken),
                                people = Path.Combine(drawings, "people.csv");
                            reports.Add(
                                run.Do(Path.Combine(drawings, "labels.csv"), null, [], Path.Combine(folder, "labels"))
                            );
                            reports.Add(run.Do(Path.Combine(drawings, "classes.csv"), null, [people, .. sets], folder));
                        }
                        // One document for machines: the comparison of both heads.
                        if (parsed.GetValue(json))
                            Console.Out.WriteLine(Encoding.UTF8.GetString(JsonReport.Serialize(reports[^1])));
                        else
                            foreach (var report in reports)
                                TextReportWriter.Write(report, Console.Out);
                        return ExitCode.Done;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private sealed class Run(
        Session session,
        TrainerOptions options,
        string[] negatives,
        string[] validationOutOfDomain,
        CancellationToken cancellationToken
    )
    {
        public EvaluationReport Do(string data, string[]? classes, string[] outOfDomain, string folder)
        {
            Talk.Say("");
            Talk.Say($"== {data}");
            var clock = Stopwatch.StartNew();
            var given = session.Source.WithNegatives(
                session.Source.Load(data, null, null, classes),
                negatives,
                options.Heads.Seed
            );
            OutOfDomainSet[] choosing = [.. validationOutOfDomain.Select(session.Source.LoadOutOfDomain)];
            OutOfDomainSet[] sets = [.. outOfDomain.Select(session.Source.LoadOutOfDomain)];
            var timings = new Dictionary<string, double> { ["embed"] = clock.Elapsed.TotalSeconds };

            clock.Restart();
            var model = Training.Run(given, session.Backbone.ToReference(), options, choosing, null, cancellationToken);
            string bundle = Path.Combine(folder, "model.mlabels");
            model.Save(bundle);
            timings["train"] = clock.Elapsed.TotalSeconds;

            string title = string.Join(
                " or ",
                given.Dataset.Kind == TargetKind.Classes
                    ? given.Dataset.LabelNames.Take(5)
                    : [Path.GetFileNameWithoutExtension(data)]
            );
            var report = Evaluating.Run(
                model,
                given,
                TestSet.From(model, given),
                sets,
                options.Heads.Seed,
                title,
                timings,
                null,
                cancellationToken
            );
            Talk.Say($"Model: {bundle}");
            Evaluating.Write(report, folder);
            return report;
        }
    }
}
