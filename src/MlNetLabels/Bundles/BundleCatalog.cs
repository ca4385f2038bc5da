using Microsoft.ML;
using MlNetLabels.Data;
using MlNetLabels.MLNet.Bundles;
using MlNetLabels.MLNet.Heads;
using MlNetLabels.MLNet.Saving;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet;

/// <summary>From bundles to ML.NET and back.</summary>
public static class BundleCatalog
{
    /// <summary>
    /// A bundle as a step of a pipeline, on embeddings: adds Score and PredictedLabel (where it has a softmax head),
    /// Probability and PredictedLabels (where it has label heads), Verdict, DomainScore (larger is further out) and
    /// DomainPValue. A saved pipeline holds all of it as an ONNX graph.
    /// </summary>
    /// <param name="catalog">ml.Transforms.</param>
    /// <param name="model">What <see cref="Model.Load(string, IReadOnlyList{BundleKey})"/> gives.</param>
    /// <param name="featureColumnName">Embeddings by the model's backbone.</param>
    public static IEstimator<ITransformer> ApplyBundle(
        this TransformsCatalog catalog,
        Model model,
        string featureColumnName = HeadColumns.Features
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return new ModelStep(model, featureColumnName);
    }

    /// <summary>
    /// Makes a model of a fitted pipeline's heads: they stay as they are and get calibration, thresholds and a domain
    /// check, as by <see cref="ModelTrainer"/>. The pipeline must embed images and have a softmax head (ours,
    /// LbfgsMaximumEntropy or SdcaMaximumEntropy), label heads, or both, right on the embeddings.
    /// </summary>
    /// <param name="catalog">ml.Model.</param>
    /// <param name="fitted">The pipeline, fitted or loaded.</param>
    /// <param name="data">The dataset it was fitted on, with its embeddings.</param>
    /// <param name="splits">How it was divided; the pipeline was fitted on the training rows alone.</param>
    /// <param name="options">
    /// Threshold rule and reject rate; what it says of fitting heads has no effect. Null for the defaults.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">
    /// The pipeline has no such heads, or other classes or labels than the data.
    /// </exception>
    public static Model ToBundle(
        this ModelOperationsCatalog catalog,
        ITransformer fitted,
        EmbeddedDataset data,
        SplitResult splits,
        TrainerOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(fitted);
        ArgumentNullException.ThrowIfNull(data);
        var steps = PipelineSteps.Find(fitted, Contexts.New().Data.LoadImageDataset(data.Dataset).Schema);
        return new ModelTrainer(options ?? new(), new FittedHeads(steps)).Fit(
            data,
            splits,
            steps.Backbone,
            DateTimeOffset.UtcNow,
            cancellationToken: cancellationToken
        );
    }
}
