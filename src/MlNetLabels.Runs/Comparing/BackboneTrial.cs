using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>One backbone on the data: a model for each part, its answers on that part, and its time.</summary>
internal sealed class BackboneTrial(CompareBackbonesOptions options, RunContext context)
{
    private const int TimedImages = 40;

    // Until what runs often is compiled for speed; a warm cache has embedded nothing before.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    private readonly DataLoader _loader = new(context);

    public TrialAnswers Run()
    {
        FurtherSets.CheckThere(options.OutOfDomain, [], context.MaxFailures);
        FurtherSets.CheckNames(options.OutOfDomain);
        var data = _loader.Load(
            options.Data,
            null,
            null,
            DataLoader.Reading(options.Reading, options.Classes),
            check: dataset => FurtherSets.CheckStrangers(dataset, options.OutOfDomain)
        );
        OutOfDomainSet[] sets = [.. options.OutOfDomain.Select(_loader.LoadOutOfDomain)];
        var division = Division.Of(data.Dataset, data.Contents, options.Folds, options.Trainer.Heads.Seed);
        var answers = new TrialAnswers(context.Backbone.Card.Name, data, division);
        for (int fold = 0; fold < division.Tests.Count; fold++)
            Judge(answers, division.Tests[fold], sets, $"{answers.Name}: model {fold + 1} of {division.Tests.Count}");
        answers.Milliseconds = Time(data);
        return answers;
    }

    private void Judge(TrialAnswers answers, int[] test, OutOfDomainSet[] sets, string phase)
    {
        var data = answers.Data;
        var held = test.ToHashSet();
        var divided = data with
        {
            Dataset = data.Dataset with
            {
                Rows = [.. data.Dataset.Rows.Select((row, i) => row with { Split = Use(row, i) })],
            },
        };
        var model = context.Step(
            phase,
            () =>
                new ModelTrainer(options.Trainer).Fit(
                    divided,
                    Splitter.Divide(divided, options.Trainer.Heads.Seed),
                    context.Backbone.ToReference(),
                    DateTimeOffset.UnixEpoch,
                    cancellationToken: context.CancellationToken
                )
        );
        var outputs = model.Compute(data.Embeddings.Select(test), context.CancellationToken);
        answers.Add(model, outputs, test);
        foreach (var set in sets)
        {
            double[] outside = model.Compute(set.Embeddings, context.CancellationToken).DomainScores;
            if (Separation.Measure(outputs.DomainScores, outside).Auroc is { } auroc)
                answers.Add(set, model.Description.Domain.Score, auroc);
        }

        // Validation images of a prescribed division stay what they are.
        Split? Use(ImageRow row, int i) =>
            held.Contains(i) ? Split.Test
            : options.Folds is null && row.Split == Split.Validation ? Split.Validation
            : Split.Train;
    }

    private double Time(EmbeddedDataset data)
    {
        var embedder = new ImageEmbedder(
            context.Backbone,
            new EmbeddingOptions { Threads = 1, Timeout = options.Embedding.Timeout }
        );
        int count = Math.Min(TimedImages, data.Dataset.Rows.Count);
        // Spread over the data, which lie in the order of their classes.
        string[] files =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => data.Dataset.Rows[(int)((long)i * data.Dataset.Rows.Count / count)].Path),
        ];
        var warming = Stopwatch.StartNew();
        for (int i = 0; files.Length > 0 && warming.Elapsed < s_warmUp; i++)
            embedder.Embed(files[i % files.Length], context.CancellationToken);
        double[] times =
        [
            .. files
                .Select(file =>
                {
                    var clock = Stopwatch.StartNew();
                    embedder.Embed(file, context.CancellationToken);
                    return clock.Elapsed.TotalMilliseconds;
                })
                .Order(),
        ];
        return times.Length == 0 ? 0 : (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }
}
