using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// Trains a model on embedded images: standardise, fit the heads, calibrate, choose thresholds, set the domain check.
/// </summary>
/// <remarks>
/// Weights come from training rows, everything chosen afterwards from validation rows; test rows are not touched.
/// </remarks>
/// <param name="options">How to train.</param>
/// <param name="heads">What fits the heads; null for this library's own trainers.</param>
public sealed class ModelTrainer(TrainerOptions options, IHeadTrainer? heads = null)
{
    private readonly IHeadTrainer _heads = heads ?? BuiltInHeads;

    /// <summary>This library's own trainers of heads: L-BFGS on cross-entropy. Thread-safe.</summary>
    public static IHeadTrainer BuiltInHeads { get; } = new BuiltInHeads();

    /// <summary>Fewest training images with and without a label for it to get a head.</summary>
    public const int MinPerLabel = 5;

    /// <summary>Fits a model whose domain check decides by the default score.</summary>
    /// <param name="data">All embedded images.</param>
    /// <param name="splits">What each is used for.</param>
    /// <param name="backbone">What made the embeddings.</param>
    /// <param name="createdAt">Stored as the time of training.</param>
    /// <param name="progress">Told after each step of each stage, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Model Fit(
        EmbeddedDataset data,
        SplitResult splits,
        BackboneReference backbone,
        DateTimeOffset createdAt,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => Fit(data, splits, backbone, createdAt, [], progress, cancellationToken);

    /// <summary>
    /// Fits a model whose domain check decides by the score that tells the given out-of-domain images best from
    /// validation images.
    /// </summary>
    /// <param name="data">All embedded images.</param>
    /// <param name="splits">What each is used for.</param>
    /// <param name="backbone">What made the embeddings.</param>
    /// <param name="createdAt">Stored as the time of training.</param>
    /// <param name="validationOutOfDomain">
    /// Out-of-domain images to choose by, never the ones to test on; none for the default score.
    /// </param>
    /// <param name="progress">Told after each step of each stage, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Model Fit(
        EmbeddedDataset data,
        SplitResult splits,
        BackboneReference backbone,
        DateTimeOffset createdAt,
        IReadOnlyList<OutOfDomainSet> validationOutOfDomain,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        int[] train = splits.Rows(Split.Train),
            validation = splits.Rows(Split.Validation);
        var features = FeatureRows.Fit(data.Embeddings, train, data.Dataset.Weights(train));
        var headOptions = options.Heads with
        {
            Progress = progress,
            Preconditioner = new(() => Preconditioner.Fit(features)),
        };
        var trained = new HeadFitting(headOptions, _heads).Fit(data, train, features, cancellationToken);

        var validationRows = features.Others(validation);
        var held = trained.Read(validationRows);
        progress?.Report(new WorkProgress("calibrating", 0, 1));
        var calibration = new HeadCalibration(data, validation, options.Threshold);
        var softmax = trained.Softmax is { } s ? calibration.Softmax(s, held.SoftmaxLogits!) : null;
        var labels = trained.Labels is null ? null : calibration.Labels(trained, held.LabelLogits!, cancellationToken);
        var withoutNegatives = calibration.WithoutNegatives(trained, validationRows, cancellationToken);
        progress?.Report(new WorkProgress("calibrating", 1, 1));

        var domain = DomainGate.Fit(
            new DomainGateData
            {
                Training = Training(data, train, trained.Read(features)),
                Validation = held,
                Groups = RowGroups.Assign(data.Dataset, data.Contents, validation),
                Outside = [.. validationOutOfDomain.Select(set => (set.Name, Outside(set, trained, features)))],
                OutsideFingerprints = Fingerprints.Create(validationOutOfDomain.SelectMany(Contents)).ToString(),
                RejectRate = options.RejectRate,
            },
            progress,
            cancellationToken
        );

        var manifest = new ModelManifest
        {
            Producer = Models.BuiltInHeads.Version,
            CreatedAt = createdAt,
            Kind = data.Dataset.Kind,
            Backbone = backbone,
            Softmax = softmax,
            Labels = labels,
            LabelsWithoutNegatives = withoutNegatives,
            Domain = domain.Manifest,
            Training = Describe(data, splits, [.. trained.Warnings, .. Warnings(domain)]),
        };
        return new Model(
            manifest,
            features.Standardizer,
            trained.Softmax?.Layer,
            trained.Labels?.Layer,
            trained.WithoutNegatives?.Layer,
            domain
        );
    }

    /// <summary>Which losses a dataset calls for, and why, in a sentence.</summary>
    public static string Reason(ImageDataset dataset) =>
        dataset.Kind == TargetKind.Classes
            ? $"Every image has exactly one of {dataset.LabelNames.Count} classes: softmax with cross-entropy; and, "
                + $"as a class is also a label, one sigmoid per class with binary cross-entropy."
            : $"Images have none, one or many of {dataset.LabelNames.Count} labels: one sigmoid per label with binary "
                + $"cross-entropy; softmax does not apply.";

    private TrainingManifest Describe(EmbeddedDataset data, SplitResult splits, string[] warnings)
    {
        int[] train = splits.Rows(Split.Train),
            validation = splits.Rows(Split.Validation);
        return new TrainingManifest
        {
            Source = data.Dataset.Source,
            DataSha256 = data.Sha256(),
            Losses = heads is null ? Reason(data.Dataset) : $"{Reason(data.Dataset)} Heads by {heads.Engine}.",
            TrainRows = train.Length,
            ValidationRows = validation.Length,
            Negatives = train.Count(data.Dataset.IsNegative),
            Seed = options.Heads.Seed,
            Engine = _heads.Engine,
            Options = options,
            Warnings = [.. splits.Notes, .. warnings],
            TrainFingerprints = Fingerprints.Create(train.SelectMany(data.Identities)).ToString(),
            ValidationFingerprints = Fingerprints.Create(validation.SelectMany(data.Identities)).ToString(),
        };
    }

    private static IEnumerable<string> Warnings(DomainGate domain) =>
        domain.Warning(null) is { } warning ? [warning] : [];

    // Known negatives are a kind of their own beside the classes.
    private static ScorerTraining Training(EmbeddedDataset data, int[] train, ScorerInput input)
    {
        if (data.Dataset.Kind != TargetKind.Classes)
            return new ScorerTraining { Input = input, Labels = data.Dataset.Truth(train) };
        var classes = new int[train.Length];
        Array.Fill(classes, data.Dataset.LabelNames.Count);
        foreach (int position in data.LabelledPositions(train))
            classes[position] = data.Dataset.Classes([train[position]])[0];
        return new ScorerTraining { Input = input, Classes = classes };
    }

    private static ScorerInput Outside(OutOfDomainSet set, TrainedHeads heads, FeatureRows features) =>
        heads.Read(
            new FeatureRows(set.Embeddings, Enumerable.Range(0, set.Embeddings.Rows).ToArray(), features.Standardizer)
        );

    private static IEnumerable<string> Contents(OutOfDomainSet set) =>
        Enumerable.Range(0, set.Embeddings.Rows).Select(i => EmbeddedDataset.ContentOf(set.Embeddings.Row(i)));
}
