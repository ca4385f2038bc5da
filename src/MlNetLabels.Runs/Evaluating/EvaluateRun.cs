using System.Diagnostics;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>Load, embed, judge, report.</summary>
internal static class EvaluateRun
{
    public static EvaluateResult Run(EvaluateOptions options, Model model, RunContext context)
    {
        var bounds = options.GatesFile is { } file ? GatesFile.Read(file) : null;
        var clock = Stopwatch.StartNew();
        var loader = new DataLoader(context);
        DataLoader.Check(options.Negatives.Concat(options.OutOfDomain));
        var data = loader.Load(
            options.Data,
            options.Embeddings,
            options.Labels,
            DataLoader.Reading(options.Reading, options.Classes),
            options.Corrections
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
}
