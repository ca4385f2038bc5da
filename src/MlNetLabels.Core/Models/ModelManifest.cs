using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Monitoring;
using MlNetLabels.Sets;

namespace MlNetLabels.Models;

/// <summary>Everything a model knows of itself but its weights: <c>manifest.json</c> of a bundle.</summary>
internal sealed record ModelManifest
{
    /// <summary>The format this version writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the bundle format.</summary>
    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>Version of the library that trained it.</summary>
    public required string Producer { get; init; }

    /// <summary>When it was trained, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the training data said of an image.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>The backbone whose embeddings it reads.</summary>
    public required BackboneReference Backbone { get; init; }

    /// <summary>The softmax head; null for label sets.</summary>
    public SoftmaxManifest? Softmax { get; init; }

    /// <summary>The label heads; null where no label had enough images.</summary>
    public LabelsManifest? Labels { get; init; }

    /// <summary>
    /// The label heads trained without the known negatives, for comparison; null where there were no negatives.
    /// </summary>
    public LabelsManifest? LabelsWithoutNegatives { get; init; }

    /// <summary>The domain check.</summary>
    public required DomainManifest Domain { get; init; }

    /// <summary>What it was trained on and how.</summary>
    public required TrainingManifest Training { get; init; }

    /// <summary>
    /// Small pictures of the training images whose embeddings are kept, in their order; null where none were to be kept.
    /// </summary>
    public IReadOnlyList<TrainingPicture>? Pictures { get; init; }

    /// <summary>Hashes that seal the bundle; the last member.</summary>
    public ManifestIntegrity? Integrity { get; init; }
}

/// <summary>The softmax head of a model.</summary>
/// <param name="Classes">Names, in the order of the outputs.</param>
/// <param name="L2">lambda.</param>
/// <param name="Objective">Loss + penalty on the training images.</param>
/// <param name="Path">lambdas tried.</param>
/// <param name="Temperature">Calibration.</param>
/// <param name="Validation">Metrics on the validation images; null without any, and where the model was cross-fitted.</param>
internal sealed record SoftmaxManifest(
    IReadOnlyList<string> Classes,
    double L2,
    double Objective,
    IReadOnlyList<LambdaPoint> Path,
    TemperatureScaling Temperature,
    MulticlassMetrics? Validation
)
{
    /// <summary>Metrics out of fold, of a model that was cross-fitted: each image judged by a head that never saw it.</summary>
    public MulticlassMetrics? OutOfFold { get; init; }

    /// <summary>Sets of classes; null in bundles that were written before there were any.</summary>
    public ClassSetsManifest? Sets { get; init; }

    /// <summary>How far accuracy lay from the mean probability; null without held-out images, and in older bundles.</summary>
    public EstimateGap? Gap { get; init; }
}

/// <summary>The label heads of a model.</summary>
/// <param name="Names">Names, in the order of the outputs.</param>
/// <param name="L2">lambda.</param>
/// <param name="Objectives">Loss + penalty of each label on the training images.</param>
/// <param name="Path">lambdas tried.</param>
/// <param name="Calibration">Calibration of each label and what it won against.</param>
/// <param name="Thresholds">Threshold of each label and what it gave on the images it was chosen on.</param>
/// <param name="LeftOut">Labels of the data that got no head, with the reason.</param>
/// <param name="Validation">Metrics on the validation images; null without any, and where the model was cross-fitted.</param>
internal sealed record LabelsManifest(
    IReadOnlyList<string> Names,
    double L2,
    IReadOnlyList<double> Objectives,
    IReadOnlyList<LambdaPoint> Path,
    IReadOnlyList<CalibrationChoice> Calibration,
    IReadOnlyList<ThresholdChoice> Thresholds,
    IReadOnlyList<LeftOutLabel> LeftOut,
    MultiLabelMetrics? Validation
)
{
    /// <summary>Metrics out of fold, of a model that was cross-fitted.</summary>
    public MultiLabelMetrics? OutOfFold { get; init; }

    /// <summary>Sets of labels; null in bundles that were written before there were any.</summary>
    public LabelSetsManifest? Sets { get; init; }

    /// <summary>How far F1 lay from what probabilities promise; null without held-out images, and in older bundles.</summary>
    public EstimateGap? Gap { get; init; }

    /// <summary>
    /// What other rules would have chosen and given on the same images: label after label, the same rules
    /// for each.
    /// </summary>
    public IReadOnlyList<ThresholdChoice> OtherThresholds
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? [];
    } = [];
}

/// <summary>A label without a head.</summary>
/// <param name="Name">The label.</param>
/// <param name="Reason">Why it could not be learned.</param>
internal sealed record LeftOutLabel(string Name, string Reason);

/// <summary>What a model was trained on and how.</summary>
internal sealed record TrainingManifest
{
    /// <summary>Folder or file of the dataset.</summary>
    public required string Source { get; init; }

    /// <summary>Hash of names, annotation, splits and contents.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Which losses were taken, and why.</summary>
    public required string Losses { get; init; }

    /// <summary>Training and validation images; of a cross-fitted model, which has no validation images, all fitted.</summary>
    public required int TrainRows { get; init; }

    /// <inheritdoc cref="TrainRows"/>
    public required int ValidationRows { get; init; }

    /// <summary>Folds of cross-fitting; 0 where validation images did what out-of-fold images do.</summary>
    public int CrossFolds { get; init; }

    /// <summary>How many of them are known negatives: images to which no label applies.</summary>
    public int Negatives { get; init; }

    /// <summary>Seed of splits and folds.</summary>
    public required int Seed { get; init; }

    /// <summary>Of which rows it is a sample, and what more would bring; null where all were taken.</summary>
    public TrainingSample? Sample { get; init; }

    /// <summary>What fitted the heads, with its version; null in bundles written before it was recorded.</summary>
    public string? Engine { get; init; }

    /// <summary>The options.</summary>
    public required TrainerOptions Options { get; init; }

    /// <summary>What the user should know.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary><see cref="Fingerprints"/> of the training images.</summary>
    public required string TrainFingerprints { get; init; }

    /// <summary><see cref="Fingerprints"/> of the validation images.</summary>
    public required string ValidationFingerprints { get; init; }
}
