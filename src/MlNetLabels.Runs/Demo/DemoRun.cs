using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;

namespace MlNetLabels.Runs;

/// <summary>The whole job on one data set or on the drawings: embed once, train, judge, report.</summary>
internal sealed class DemoRun(DemoOptions options, RunContext context)
{
    /// <summary>What the drawings have of another kind.</summary>
    public const string People = "people";

    private const int ClassesInTitle = 5;

    public IReadOnlyList<EvaluateResult> Run()
    {
        options.CheckSets();
        if (options.Data is { } own)
            return [Run(own, options.Classes, options.OutOfDomain, options.OutputFolder)];
        string drawings = options.DrawingsFolder!,
            people = Path.Combine(drawings, $"{People}.csv");
        return
        [
            Run(Path.Combine(drawings, "labels.csv"), [], [], Path.Combine(options.OutputFolder, "labels")),
            Run(Path.Combine(drawings, "classes.csv"), [], [people, .. options.OutOfDomain], options.OutputFolder),
        ];
    }

    private EvaluateResult Run(
        string data,
        IReadOnlyList<string> classes,
        IReadOnlyList<string> outOfDomain,
        string folder
    )
    {
        context.Log.Began(data);
        var training = new TrainOptions
        {
            Data = data,
            Classes = classes,
            Reading = options.Data is null ? new() : options.Reading,
            Negatives = options.Negatives,
            ValidationOutOfDomain = options.ValidationOutOfDomain,
            Backbone = options.Backbone,
            Trainer = options.Trainer,
        };
        var clock = Stopwatch.StartNew();
        var given = TrainRun.Load(training, context, outOfDomain);
        var choosing = TrainRun.LoadOutside(training, context);
        OutOfDomainSet[] sets = [.. outOfDomain.Select(new DataLoader(context).LoadOutOfDomain)];
        var timings = new Dictionary<string, double> { ["embed"] = clock.Elapsed.TotalSeconds };

        clock.Restart();
        var model = TrainRun.Fit(training, given, choosing, context);
        string bundle = Path.Combine(folder, "model.mlabels");
        model.Save(bundle);
        context.Log.Wrote(bundle);
        timings["train"] = clock.Elapsed.TotalSeconds;

        string title =
            given.Dataset.Kind == TargetKind.Classes
                ? string.Join(" or ", given.Dataset.LabelNames.Take(ClassesInTitle))
                : Path.GetFileNameWithoutExtension(data);
        clock.Restart();
        var engines = context.Step(
            "Fitting the same heads with ML.NET's trainers",
            () => new EngineComparison(given, model, options.Trainer.Heads, context.CancellationToken).Run()
        );
        timings["engines"] = clock.Elapsed.TotalSeconds;
        var request = new ReportRequest(
            title,
            model,
            given,
            sets,
            options.Trainer.Heads.Seed,
            options.Command,
            Engines: engines
        );
        return ReportRun.Write(ReportRun.Build(request, timings, context), bundle, folder, context);
    }
}
