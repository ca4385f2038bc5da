using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>What a model knows of itself but its weights. Immutable.</summary>
public sealed record ModelDescription
{
    internal ModelDescription(ModelManifest manifest)
    {
        var training = manifest.Training;
        (Producer, CreatedAt, Kind, Backbone) = (
            manifest.Producer,
            manifest.CreatedAt,
            manifest.Kind,
            manifest.Backbone
        );
        (Source, DataSha256, Losses, Engine) = (training.Source, training.DataSha256, training.Losses, training.Engine);
        (TrainRows, ValidationRows, Negatives, Seed) = (
            training.TrainRows,
            training.ValidationRows,
            training.Negatives,
            training.Seed
        );
        CrossFolds = training.CrossFolds;
        Sample = training.Sample;
        // Older bundles say nothing of it, and were split.
        (Options, Warnings) = (
            training.Options with
            {
                Fit = CrossFolds > 0 ? FitWay.Cross : FitWay.Split,
            },
            training.Warnings
        );
        Softmax = manifest.Softmax is { } softmax ? new SoftmaxDescription(softmax) : null;
        Labels = manifest.Labels is { } labels ? new LabelsDescription(labels) : null;
        LabelsWithoutNegatives = manifest.LabelsWithoutNegatives is { } without ? new LabelsDescription(without) : null;
        Domain = new DomainDescription(manifest.Domain);
    }

    /// <summary>Version of the library that trained it.</summary>
    public string Producer { get; }

    /// <summary>When it was trained, UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>What the training data said of an image.</summary>
    public TargetKind Kind { get; }

    /// <summary>The backbone whose embeddings it reads.</summary>
    public BackboneReference Backbone { get; }

    /// <summary>Folder or file of the dataset.</summary>
    public string Source { get; }

    /// <summary>Hash of names, annotation, splits and contents.</summary>
    public string DataSha256 { get; }

    /// <summary>Which losses were taken, and why.</summary>
    public string Losses { get; }

    /// <summary>What fitted the heads, with its version; null in bundles written before it was recorded.</summary>
    public string? Engine { get; }

    /// <summary>Number of training images.</summary>
    public int TrainRows { get; }

    /// <summary>
    /// Folds of cross-fitting, in which every training image also calibrated heads that were fitted without it; 0 where
    /// validation images did.
    /// </summary>
    public int CrossFolds { get; }

    /// <summary>Number of validation images; 0 where the model was cross-fitted.</summary>
    public int ValidationRows { get; }

    /// <summary>How many training images are known negatives: images to which no label applies.</summary>
    public int Negatives { get; }

    /// <summary>Of which rows it is a sample, and what more would bring; null where all were taken.</summary>
    public TrainingSample? Sample { get; }

    /// <summary>Seed of splits and folds.</summary>
    public int Seed { get; }

    /// <summary>How it was trained; <see cref="TrainerOptions.Fit"/> is what was done, whatever was asked for.</summary>
    public TrainerOptions Options { get; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// What is not calibrated, and why, a sentence for each kind of head: too few images were held out to fit it, or of one
    /// class. Null where every head was held against such images, whether or not that changed its probabilities.
    /// </summary>
    public string? CalibrationWarning => NotCalibrated.Of(this).ToArray() is [_, ..] all ? string.Join(' ', all) : null;

    // Whether sets of classes can leave one out; null where there are none.
    internal bool? IsClassSetOn =>
        Softmax is { MissRate: not null } softmax ? softmax.ClassesInEverySet.Count < softmax.Classes.Count : null;

    // The same of labels.
    internal bool? IsLabelSetOn => Labels is { MissRate: not null } labels ? !labels.IsEverySetFull : null;

    /// <summary>The softmax head; null for label sets.</summary>
    public SoftmaxDescription? Softmax { get; }

    /// <summary>The label heads; null where no label had enough images.</summary>
    public LabelsDescription? Labels { get; }

    /// <summary>
    /// The label heads trained without the known negatives, for comparison; null where there were no negatives.
    /// </summary>
    public LabelsDescription? LabelsWithoutNegatives { get; }

    /// <summary>The domain check.</summary>
    public DomainDescription Domain { get; }
}

/// <summary>The softmax head of a model. Immutable.</summary>
public sealed record SoftmaxDescription
{
    internal SoftmaxDescription(SoftmaxManifest manifest)
    {
        IsCalibrationTried = !manifest.Temperature.WasNotTried;
        MissRate = manifest.Sets?.MissRate;
        ClassesWithOwnPromise = manifest.Sets is { } sets
            ?
            [
                .. manifest.Classes.Where(
                    (_, y) =>
                        sets.Cuts[sets.CutOf[y]].Cut.Scores.Count > 0
                        && sets.CutOf.Count(cut => cut == sets.CutOf[y]) == 1
                ),
            ]
            : [];
        bool[] isNone =
        [
            .. manifest.Sets?.Cuts.Select(cut => ConformalCut.FromState(cut.Cut).OrByImage().Cut > double.MaxValue)
                ?? [],
        ];
        ClassesInEverySet = [.. manifest.Classes.Where((_, y) => manifest.Sets is { } s && isNone[s.CutOf[y]])];
        (Classes, L2, Path, Temperature, WhyNotCalibrated, Validation, OutOfFold) = (
            manifest.Classes,
            manifest.L2,
            manifest.Path,
            manifest.Temperature.Temperature,
            manifest.Temperature.Reason,
            manifest.Validation,
            manifest.OutOfFold
        );
    }

    /// <summary>
    /// Share of in-domain images whose class may be missing from <see cref="Prediction.ClassSet"/>; null where there are
    /// no sets.
    /// </summary>
    public double? MissRate { get; }

    /// <summary>Classes that the promise is kept for each by itself; for the others it is kept together.</summary>
    public IReadOnlyList<string> ClassesWithOwnPromise { get; }

    /// <summary>Classes that are in every set, since too few images were held out to set their cut; empty without sets.</summary>
    public IReadOnlyList<string> ClassesInEverySet { get; }

    /// <summary>Names of the classes, in the order of the outputs.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The penalty, lambda.</summary>
    public double L2 { get; }

    /// <summary>The penalties tried; empty where lambda was given.</summary>
    public IReadOnlyList<LambdaPoint> Path { get; }

    /// <summary>What logits are divided by, above 0; 1 changes nothing.</summary>
    public double Temperature { get; }

    /// <summary>Why the temperature stayed 1; null where it was fitted.</summary>
    public string? WhyNotCalibrated { get; }

    /// <summary>
    /// Whether there were held-out images enough to fit a temperature. Where it was tried and lost, the probabilities as
    /// trained are the best there are.
    /// </summary>
    public bool IsCalibrationTried { get; }

    /// <summary>Metrics on the validation images; null without any.</summary>
    public MulticlassMetrics? Validation { get; }

    /// <summary>
    /// Metrics on training images by heads fitted without them, of a cross-fitted model; calibration was chosen on the
    /// same images. Null where validation images did that.
    /// </summary>
    public MulticlassMetrics? OutOfFold { get; }
}

/// <summary>The label heads of a model; every list is in the order of the outputs. Immutable.</summary>
public sealed record LabelsDescription
{
    internal LabelsDescription(LabelsManifest manifest)
    {
        (Names, L2, Path, Validation) = (manifest.Names, manifest.L2, manifest.Path, manifest.Validation);
        OutOfFold = manifest.OutOfFold;
        MissRate = manifest.Sets?.MissRate;
        IsEverySetFull = manifest.Sets is { Cut: null };
        (Thresholds, OtherThresholds) = (manifest.Thresholds, manifest.OtherThresholds);
        Calibration = [.. manifest.Calibration.Select(choice => choice.Calibration)];
        NotCalibrated = manifest
            .Names.Zip(manifest.Calibration)
            .Where(x => x.Second is { PlattLogLoss: null, IsotonicLogLoss: null })
            .Select(x => (Name: x.First, Head: x.Second.Calibration as IdentityCalibration))
            .Where(x => x.Head is not null)
            .ToDictionary(x => x.Name, x => x.Head!.Reason ?? "nothing was fitted");
        LeftOut = manifest.LeftOut.ToDictionary(label => label.Name, label => label.Reason);
    }

    /// <summary>
    /// Expected share of an image's labels that may be missing from <see cref="Prediction.LabelSet"/>; null where there
    /// are no sets.
    /// </summary>
    public double? MissRate { get; }

    /// <summary>Whether every set holds all labels, since too few images were held out to set its cut.</summary>
    public bool IsEverySetFull { get; }

    /// <summary>Names of the labels.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The penalty, lambda.</summary>
    public double L2 { get; }

    /// <summary>The penalties tried; empty where lambda was given.</summary>
    public IReadOnlyList<LambdaPoint> Path { get; }

    /// <summary>Calibration of each label.</summary>
    public IReadOnlyList<LabelCalibration> Calibration { get; }

    /// <summary>
    /// Labels whose probabilities could not be calibrated, each with the reason; they are rough. Of the others those that
    /// calibration made no better are as trained, which is the best there is.
    /// </summary>
    public IReadOnlyDictionary<string, string> NotCalibrated { get; }

    /// <summary>Why these are not, in one clause; null where all labels are calibrated.</summary>
    public string? WhyNotCalibrated =>
        NotCalibrated.Values.Distinct().ToArray() switch
        {
            [] => null,
            [var one] => one,
            var many => "too few held-out images have a label, or have it not"
                + (many.Contains(Calibrator.NoHigher) ? ", or the score is no higher where the label is there" : ""),
        };

    /// <summary>Threshold of each label and what it gave on the images it was chosen on.</summary>
    public IReadOnlyList<ThresholdChoice> Thresholds { get; }

    /// <summary>
    /// What other rules would have chosen and given on the same images: label after label, the same rules
    /// for each.
    /// </summary>
    public IReadOnlyList<ThresholdChoice> OtherThresholds { get; }

    /// <summary>Labels of the data that got no head, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> LeftOut { get; }

    /// <summary>Metrics on the validation images; null without any.</summary>
    public MultiLabelMetrics? Validation { get; }

    /// <summary>
    /// Metrics on training images by heads fitted without them, of a cross-fitted model; calibration and thresholds were
    /// chosen on the same images. Null where validation images did that.
    /// </summary>
    public MultiLabelMetrics? OutOfFold { get; }
}
