using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Reports;
using MlNetLabels.Runs.Suggesting;

namespace MlNetLabels.Runs;

/// <summary>
/// Whole runs, from files to files, for programs and services. Each call loads what it needs and gives it back at its
/// end; calls share nothing and may run at the same time. None writes to the console.
/// </summary>
/// <remarks>
/// All take the same: options; a log, or null for none; progress, or null for none, told from any thread; and a token
/// that stops the run. They throw <see cref="ArgumentException"/> for options that contradict themselves,
/// <see cref="InvalidInputException"/> for data, lists or models that cannot be used as given or where more files are
/// unreadable than allowed, and <see cref="OperationCanceledException"/> where they were stopped. Files are written
/// whole or not at all.
/// </remarks>
public static class ImageRuns
{
    /// <summary>Trains a model on images or embeddings and writes it where the options say.</summary>
    public static TrainResult Train(
        TrainOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options.CheckOutput();
        using var context = new RunContext(
            options.Backbone,
            options.Embedding,
            log ?? NullLogger.Instance,
            progress,
            cancellationToken
        );
        return TrainRun.Run(options, context);
    }

    /// <summary>Turns images into embeddings, so that training and evaluating can do without the images.</summary>
    public static EmbedResult Embed(
        EmbedOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options.CheckOutput();
        using var context = new RunContext(
            options.Backbone,
            options.Embedding,
            log ?? NullLogger.Instance,
            progress,
            cancellationToken
        );
        return EmbedRun.Run(options, context);
    }

    /// <summary>Judges a model on images that it has not seen, in domain and out of domain.</summary>
    public static EvaluateResult Evaluate(
        EvaluateOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options.CheckOutput();
        var model = Model.Load(options.Model, options.Trusted);
        using var context = For(model, options.Embedding, log, progress, cancellationToken);
        return EvaluateRun.Run(options, model, context);
    }

    /// <summary>Says which class and which labels images have.</summary>
    public static PredictResult Predict(
        PredictOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var model = Model.Load(options.Model, options.Trusted);
        using var context = For(model, options.Embedding, log, progress, cancellationToken);
        return PredictRun.Run(options, model, context);
    }

    /// <summary>
    /// Says which class and which labels images have, as the answers come: memory does not grow with their number.
    /// </summary>
    /// <param name="options">Images and model.</param>
    /// <param name="take">
    /// Gets the answers in the order given, in parts of at least one file, on the calling thread; a file that cannot be
    /// used is the last of its part.
    /// </param>
    /// <param name="log">What there is to say; null for nobody to say it to.</param>
    /// <param name="progress">Told from the calling thread; null for none.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="InvalidInputException">
    /// More files cannot be used than allowed, which shows only after earlier answers were given.
    /// </exception>
    public static void PredictEach(
        PredictOptions options,
        Action<PredictResult> take,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(take);
        options.Validate();
        var model = Model.Load(options.Model, options.Trusted);
        using var context = For(model, options.Embedding, log, progress, cancellationToken);
        PredictRun.Run(options, model, context, take);
    }

    /// <summary>Says, window after window, whether images are still like those that a model was trained on.</summary>
    public static MonitorReport Monitor(
        MonitorOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.HtmlFile is not null)
            OutputPlace.CheckPage(options.HtmlFile);
        var model = Model.Load(options.Model, options.Trusted);
        using var context = For(model, options.Embedding, log, progress, cancellationToken);
        return MonitorRun.Run(options, model, context);
    }

    /// <summary>
    /// Says which unlabelled images are worth a label, and which labels are worth a second look; writes a list to be filled
    /// in, and a page with pictures, where they are asked for.
    /// </summary>
    public static SuggestionReport Suggest(
        SuggestOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options.CheckOutput();
        var model = options.Model is { } bundle ? Model.Load(bundle, options.Trusted) : null;
        using var context = model is null
            ? new RunContext(
                options.Backbone,
                options.Embedding,
                log ?? NullLogger.Instance,
                progress,
                cancellationToken
            )
            : For(model, options.Embedding, log, progress, cancellationToken);
        return SuggestRun.Run(options, model, context);
    }

    /// <summary>Writes a model as one ONNX graph, as a small .NET project, or as both.</summary>
    /// <returns>The model.</returns>
    public static Model Export(
        ExportOptions options,
        ILogger? log = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return ExportRun.Run(options, log ?? NullLogger.Instance, cancellationToken);
    }

    /// <summary>
    /// The whole job: embed, train, judge in domain and out of domain, report. On the drawings it is done twice, for
    /// labels and for classes; the comparison of both heads comes last.
    /// </summary>
    public static IReadOnlyList<EvaluateResult> Demo(
        DemoOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options.CheckOutput();
        using var context = new RunContext(
            options.Backbone,
            options.Embedding,
            log ?? NullLogger.Instance,
            progress,
            cancellationToken
        );
        return new DemoRun(options, context).Run();
    }

    /// <summary>
    /// Trains on each backbone's embeddings of the same images and judges the models on images that they have not seen:
    /// how good they are, how well they tell images of another kind, and how long an image takes. Nothing is chosen by
    /// the images judged.
    /// </summary>
    public static BackboneComparison CompareBackbones(
        CompareBackbonesOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return CompareBackbonesRun.Run(options, log ?? NullLogger.Instance, progress, cancellationToken);
    }

    /// <summary>
    /// Writes a dataset of any format that is read as a folder for each class, as a folder of images with a CSV, or as a
    /// CSV that names the images where they lie; whole or not at all. Images that are not there are left out and told.
    /// </summary>
    /// <returns>The new dataset.</returns>
    public static ImageDataset Import(
        DataOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using var context = ForData(log, progress, cancellationToken);
        return ImportRun.Run(options, context);
    }

    /// <summary>Says what is in a dataset, and writes a page with pictures of it where one is asked for.</summary>
    public static DatasetDescription Describe(
        DataOptions options,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Output is not null)
            OutputPlace.CheckPage(options.Output);
        using var context = ForData(log, progress, cancellationToken);
        return DescribeRun.Run(options, context);
    }

    private static RunContext ForData(
        ILogger? log,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        new(
            TrainOptions.DefaultBackbone,
            new EmbeddingSettings(),
            log ?? NullLogger.Instance,
            progress,
            cancellationToken
        );

    private static RunContext For(
        Model model,
        EmbeddingSettings embedding,
        ILogger? log,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    ) => new(model.Description.Backbone, embedding, log ?? NullLogger.Instance, progress, cancellationToken);
}
