using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;

namespace MlNetLabels.Models;

/// <summary>
/// Trains a model on embedded images: standardise, fit the heads, calibrate, choose thresholds, set the domain check.
/// </summary>
/// <remarks>
/// With <see cref="FitWay.Cross"/> all rows but the test rows fit the heads, and each calibrates heads, and is scored by
/// a domain check, that were fitted without it. With <see cref="FitWay.Split"/> weights come from training rows,
/// everything chosen afterwards from validation rows. Test rows are not touched.
/// </remarks>
/// <param name="options">How to train.</param>
/// <param name="heads">What fits the heads; null for this library's own trainers.</param>
public sealed class ModelTrainer(TrainerOptions options, IHeadTrainer? heads = null)
{
    private const string NoFolds =
        "Cross-fitting needs at least two groups of images of each of two classes, so a split into training and "
        + "validation images was used instead.";

    private const int MostNamed = 3;

    private readonly IHeadTrainer _heads = heads ?? BuiltInHeads;

    /// <summary>This library's own trainers of heads: L-BFGS on cross-entropy. Thread-safe.</summary>
    public static IHeadTrainer BuiltInHeads { get; } = new BuiltInHeads();

    /// <summary>
    /// Fewest training images with and without a label for it to get a head where validation images calibrate it; two in
    /// cross-fitting, where a head of fewer than this gets a warning.
    /// </summary>
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
            validation = splits.Rows(Split.Validation),
            all = [.. train.Concat(validation).Order()];
        bool wantsCross = options.WayOf(data.Dataset) == FitWay.Cross && _heads.LearnsFromRows;
        // Of label sets such a label has no head in folds.
        var neverHeld =
            data.Dataset.Kind == TargetKind.Classes ? RowGroups.OnlyOfLabel(data.Dataset, data.Contents, all) : [];
        int[]? folds = wantsCross ? CrossFold.Assign(data, all, options.Heads, neverHeld) : null;
        var use = new RowUse(folds is null ? train : all, folds is null ? validation : [], folds)
        {
            Notes =
                folds is not null
                    ? [.. splits.Notes.Except(splits.ValidationNotes), .. OfOneGroup(data, all, neverHeld)]
                : wantsCross ? [.. splits.Notes, NoFolds]
                : [.. splits.Notes],
        };
        var features = FeatureRows.Fit(data.Embeddings, use.Train, data.Dataset.Weights(use.Train));
        var headOptions = options.Heads with
        {
            Progress = progress,
            Preconditioner = new(() => Preconditioner.Fit(features)),
        };
        var trained = new HeadFitting(headOptions, _heads, folds, neverHeld).Fit(
            data,
            use.Train,
            features,
            cancellationToken
        );
        var again = LambdaPath.InFolds(headOptions);
        CrossFold[] crossed = [];
        var cross = folds is null ? null : new CrossFitting(data, all, folds);
        if (cross is not null)
        {
            crossed = cross.Fit(new HeadFitting(again, _heads, folds), trained, progress, cancellationToken);
            if (crossed.Any(fold => fold.Heads.WithoutNegatives is null))
                trained = trained with { WithoutNegatives = null };
        }
        var held = cross is null
            ? HeldLogits.Of(validation, features.Others(validation), trained)
            : cross.Logits(crossed, trained);

        progress?.Report(new WorkProgress("calibrating", 0, 1));
        var calibration = new HeadCalibration(data, trained, held, options, cross?.HeldFolds);
        var calibrating = Task.Run(calibration.Softmax, cancellationToken);
        var labels = calibration.Labels(cancellationToken);
        var softmax = calibrating.GetAwaiter().GetResult();
        var withoutNegatives = calibration.WithoutNegatives(cancellationToken);
        progress?.Report(new WorkProgress("calibrating", 1, 1));

        var scorerRows = new ScorerRows(data, _heads, options.Heads, neverHeld);
        var check = new DomainFitting(data, use, trained, features, validationOutOfDomain, scorerRows, options);
        var domain = folds is null
            ? check.Fit(held, progress, cancellationToken)
            : check.FitCross(crossed, held, progress, cancellationToken);

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
            Training = Describe(
                data,
                use,
                labels is not null,
                [.. Warnings(domain, labels), .. trained.Warnings.Distinct()]
            ),
        };
        return new Model(
            manifest,
            features.Standardizer,
            trained.Softmax?.Layer,
            trained.Labels?.Layer,
            trained.WithoutNegatives?.Layer,
            domain,
            EmbeddingSample.Take(data.Embeddings, use.Train, features.Standardizer, options.Heads.Seed)
        );
    }

    private static IEnumerable<string> OfOneGroup(EmbeddedDataset data, int[] rows, HashSet<int> neverHeld)
    {
        if (neverHeld.Count == 0)
            yield break;
        var of = data.LabelledPositions(rows)
            .ToLookup(i => neverHeld.Contains(rows[i]), i => data.Dataset.Classes([rows[i]])[0]);
        string[] names = [.. of[true].Except(of[false]).Order().Select(k => $"'{data.Dataset.LabelNames[k]}'")];
        yield return $"The only {(names.Length == 1 ? "group" : "groups")} of {Counted.And([.. names.Take(MostNamed)])}"
            + $"{(names.Length > MostNamed ? $" and {names.Length - MostNamed} more" : "")} ({Counted.Of(neverHeld.Count, "image")}) "
            + $"{(names.Length == 1 ? "is" : "are")} trained on in every fold and never held out, so that nothing says how well such "
            + "images are told. Add images of other groups, at least two groups a class.";
    }

    /// <summary>Which losses a dataset calls for, and why, in a sentence.</summary>
    public static string Reason(ImageDataset dataset) =>
        dataset is { Kind: TargetKind.Classes, LabelNames: [var only] }
            ? $"All labelled images are of the one class '{only}'. That asks for a label head, which says whether it is there (binary "
                + "cross-entropy); softmax does not apply, as it chooses between classes."
        : dataset.Kind == TargetKind.Classes
            ? $"Every image has exactly one of {dataset.LabelNames.Count} classes. That asks for a softmax head, which chooses one "
                + "of them (cross-entropy), and label heads, which say of each class by itself whether it is there (binary "
                + "cross-entropy)."
        : $"Images have none, one or many of {Counted.Of(dataset.LabelNames.Count, "label")}. That asks for label heads, which say of each "
            + "label by itself whether it is there (binary cross-entropy); softmax does not apply, as it chooses exactly one.";

    private TrainingManifest Describe(EmbeddedDataset data, RowUse use, bool hasLabelHeads, string[] warnings) =>
        new()
        {
            Source = data.Dataset.Source,
            DataSha256 = data.Sha256(),
            Losses =
                Reason(data.Dataset)
                + (hasLabelHeads ? "" : " Label heads are left out, as no label has images enough.")
                + (heads is null ? "" : $" Heads by {heads.Engine}."),
            TrainRows = use.Train.Length,
            ValidationRows = use.Validation.Length,
            CrossFolds = use.Folds is { } folds ? folds.Max() + 1 : 0,
            Negatives = use.Train.Count(data.Dataset.IsNegative),
            Sample = data.Sampled is { } drawn ? new TrainingSample(drawn.Rows, drawn.Of, drawn.Seed) : null,
            Seed = options.Heads.Seed,
            Engine = _heads.Engine,
            Options = options,
            Warnings = [.. use.Notes, .. warnings],
            TrainFingerprints = Fingerprints.Create(use.Train.SelectMany(data.Identities)).ToString(),
            ValidationFingerprints = Fingerprints.Create(use.Validation.SelectMany(data.Identities)).ToString(),
        };

    // What else is off can be seen in the model: SwitchedOff says it.
    private IEnumerable<string> Warnings(DomainGate domain, LabelsManifest? labels)
    {
        if (double.IsFinite(domain.At(null).Cut) && domain.Warning(null, classes: 1) is { } warning)
            yield return warning;
        if (options.UnsureRate is not null && domain.NewClass is null)
            yield return NewClassCheck.TooFewGroups;
        if (labels is not null && UnmetThresholds.Note(labels) is { } unmet)
            yield return unmet;
    }
}
