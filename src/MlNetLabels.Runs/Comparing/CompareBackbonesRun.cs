using Microsoft.Extensions.Logging;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Metrics;

namespace MlNetLabels.Runs;

/// <summary>Each backbone in turn on the same images and division, then their figures beside the first one's.</summary>
internal static class CompareBackbonesRun
{
    public static BackboneComparison Run(
        CompareBackbonesOptions options,
        ILogger log,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var answers = new List<(TrialAnswers Trial, int Dimension)>();
        foreach (string name in options.Backbones.Count > 0 ? options.Backbones : Available())
        {
            using var context = new RunContext(name, options.Embedding, log, progress, cancellationToken);
            answers.Add((new BackboneTrial(options, context).Run(), context.Backbone.Dimension));
        }
        var first = answers[0].Trial;
        var (data, rows) = (first.Data, first.Rows);
        if (answers.Any(x => !x.Trial.Data.Contents.SequenceEqual(data.Contents)))
            throw new InvalidInputException(data.Dataset.Source, null, "its images changed meanwhile. Start again.");
        int[] groups = RowGroups.Assign(data.Dataset, data.Contents, rows);
        var bootstrap = new BootstrapOptions
        {
            Seed = (ulong)options.Trainer.Heads.Seed,
            Threads = options.Embedding.Threads,
        };
        bool isClasses = data.Dataset.Kind == TargetKind.Classes;
        string metric = isClasses ? "accuracy" : "mapMacro";
        return new BackboneComparison
        {
            Kind = data.Dataset.Kind,
            Images = rows.Length,
            Protocol = first.Division.Protocol,
            Metric = metric,
            Skipped = data.Skipped,
            Backbones = [.. answers.Select(x => Figures(x.Trial, x.Dimension))],
        };

        BackboneFigures Figures(TrialAnswers trial, int dimension)
        {
            var intervals = isClasses
                ? trial.Classes().Intervals(bootstrap, groups, cancellationToken)
                : trial.Labels().Intervals(bootstrap, groups, cancellationToken);
            var differences =
                trial == first ? null
                : isClasses ? trial.Classes().Differences(first.Classes(), bootstrap, groups, cancellationToken)
                : trial.Labels().Differences(first.Labels(), bootstrap, groups, cancellationToken);
            return new BackboneFigures
            {
                Name = trial.Name,
                Dimension = dimension,
                Quality = intervals[metric],
                LogLoss = intervals["logLoss"],
                Difference = differences?[metric],
                OutOfDomain = trial.Separations(),
                Milliseconds = trial.Milliseconds,
            };
        }
    }

    private static string[] Available()
    {
        var here = Backbone.List().Where(x => x.Card is not null).ToArray();
        if (here.Length == 0)
            throw new InvalidInputException("There is no backbone here. Name one with --backbone.");
        // More tensors of a network that is among them would say the same twice.
        string[] single = [.. here.Where(x => x.Card!.Inner is null).Select(x => x.Name)];
        return [.. here.Select(x => x.Name), .. single.Length > 1 ? [string.Join('+', single)] : Array.Empty<string>()];
    }
}
