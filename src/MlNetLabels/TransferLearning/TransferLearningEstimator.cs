using Microsoft.ML;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.MLNet.Bundles;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.TransferLearning;

/// <summary>
/// Everything from images to a model in one fit: embed, divide, fit the heads, calibrate, set thresholds and the domain
/// check.
/// </summary>
internal sealed class TransferLearningEstimator(
    MLContext context,
    Backbone backbone,
    TargetKind kind,
    TransferLearningOptions options
) : IEstimator<TransferLearningTransformer>
{
    private readonly EmbedImagesEstimator _embed = new(
        HeadColumns.Features,
        options.ImageColumnName,
        backbone,
        options.Embedding,
        options.RememberedImages
    );

    public TransferLearningTransformer Fit(IDataView input)
    {
        using var log = new FitLog(context, options.Progress);
        int seed = options.Seed ?? log.NextSeed();
        var reader = new TrainingReader(kind, options, log);
        var embed = _embed.Fit(input);
        var data = reader.Read(embed.Transform(input), Split.Train);
        if (options.ValidationSet is { } validation)
            data = data.With(reader.Read(embed.Transform(validation), Split.Validation));
        var embedded = data.ToDataset();

        var training = options.Training with { Heads = options.Training.Heads with { Seed = seed } };
        var model = new ModelTrainer(training).Fit(
            embedded,
            Splitter.Divide(embedded, seed),
            backbone.ToReference(),
            DateTimeOffset.UtcNow,
            log,
            options.CancellationToken
        );
        log.Finish(model);
        return new TransferLearningTransformer(
            model,
            embed,
            new ModelStep(model, HeadColumns.Features).Fit(embed.Transform(input))
        );
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        ModelStep.Shape(_embed.GetOutputSchema(inputSchema), HeadColumns.Features, kind == TargetKind.Classes);
}
