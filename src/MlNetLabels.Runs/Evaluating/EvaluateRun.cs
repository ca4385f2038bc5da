using System.Diagnostics;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>Load, embed, judge, report.</summary>
internal static class EvaluateRun
{
    private const int MostNamed = 10;

    public static EvaluateResult Run(EvaluateOptions options, Model model, RunContext context)
    {
        var bounds = options.GatesFile is { } given ? Bounds(given) : null;
        if (bounds is not null)
            GateNeeds.Check(
                bounds,
                model.Description.Softmax is not null,
                model.Description.Labels is not null,
                options.OutOfDomain.Count > 0,
                model.Description.Domain.Cut is not null
            );
        var clock = Stopwatch.StartNew();
        if (Streamed(options, model, context) is { } streamed)
            return ReportRun.Write(
                bounds is null ? streamed : streamed.WithGates(bounds),
                options.Model,
                options.OutputFolder,
                context
            );
        var loader = new DataLoader(context);
        FurtherSets.CheckThere(options.OutOfDomain, options.Negatives, context.MaxFailures);
        FurtherSets.CheckNames(options.OutOfDomain);
        FurtherSets.CheckUses(("--negatives", options.Negatives), ("--out-of-domain", options.OutOfDomain));
        FurtherSets.CheckElsewhere(options.Data, options.OutOfDomain);
        var data = loader.Load(
            options.Data,
            options.Embeddings,
            options.Labels,
            DataLoader.Reading(options.Reading, options.Classes),
            options.Corrections,
            dataset =>
            {
                CheckClasses(model, dataset);
                if (bounds is not null)
                    GateNeeds.CheckLabels(bounds, dataset);
                FurtherSets.CheckApart(dataset, options.Negatives.Concat(options.OutOfDomain));
                // Strangers that trained the model are left out, and said.
                FurtherSets.CheckStrangers(dataset, options.OutOfDomain, hash => model.FindUse(hash) is null);
                if (options is { Embeddings: null, Negatives.Count: 0 })
                    TestSet.CheckUnseen(model, dataset);
                var seen = new SeenByModel(model, context);
                foreach (string set in options.OutOfDomain)
                    if (NamedSet.Of(set).Files() is { } files)
                        seen.Check(set, files);
            },
            options.Memory
        );
        data = loader.WithNegatives(data, options.Negatives, model.Description.Seed);
        OutOfDomainSet[] sets = [.. options.OutOfDomain.Select(loader.LoadOutOfDomain)];
        var timings = new Dictionary<string, double> { ["embed"] = clock.Elapsed.TotalSeconds };
        var report = ReportRun.Build(
            new ReportRequest(
                options.Title ?? Path.GetFileNameWithoutExtension(options.Model),
                model,
                data,
                sets,
                options.Seed,
                options.Command,
                options.PredictionsFolder
            ),
            timings,
            context
        );
        if (bounds is not null)
            report = report.WithGates(bounds);
        return ReportRun.Write(report, options.Model, options.OutputFolder, context);
    }

    // Null where all rows fit into memory.
    private static EvaluationReport? Streamed(EvaluateOptions options, Model model, RunContext context)
    {
        if (options.Embeddings is not { } given || !EmbeddingParts.Are(given))
            return null;
        var parts = EmbeddingParts.Open(given, context);
        DataLoader.CheckBackbone(given, parts.Backbone, model.Description.Backbone);
        if (parts.Backbone.Dimension != model.Description.Backbone.Dimension)
            throw new InvalidInputException(
                given,
                null,
                $"its embeddings have {parts.Backbone.Dimension} dimensions, and the model's {model.Description.Backbone.Dimension}."
            );
        int labels = (model.Description.Softmax?.Classes ?? model.Description.Labels?.Names ?? []).Count;
        if (new PartsLoader(context).Fits(parts, labels, options.Memory))
            return null;
        var report = new StreamedEvaluation(options, model, context).Run(
            parts,
            labels,
            options.Title ?? Path.GetFileNameWithoutExtension(options.Model)
        );
        return report;
    }

    // A project's file holds the object itself.
    private static GatesFile Bounds(string given) =>
        given.StartsWith('{') ? GatesFile.Parse(Encoding.UTF8.GetBytes(given), "the gates") : GatesFile.Read(given);

    // Data of another kind; single classes that are unknown are found with the images that have them.
    private static void CheckClasses(Model model, ImageDataset dataset)
    {
        if (
            model.Description.Softmax is { } softmax
            && dataset.Kind == TargetKind.Classes
            && !dataset.LabelNames.Any(softmax.Classes.Contains)
        )
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"none of its classes is known to the model: '{string.Join("', '", dataset.LabelNames.Take(MostNamed))}'; it "
                    + $"knows {string.Join(", ", softmax.Classes.Take(MostNamed))}. Name the data that it was made for."
            );
        TestSet.Check(model, dataset);
    }
}
