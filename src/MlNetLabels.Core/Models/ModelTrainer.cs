using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// Trains a model on embedded images: standardise, fit the heads, calibrate, choose thresholds, set the domain check.
/// </summary>
/// <remarks>
/// Weights come from training rows, everything chosen afterwards from validation rows; test rows are not touched.
/// Thread-safe where the trainer of the heads is, as this library's own are.
/// </remarks>
/// <param name="options">How to train.</param>
/// <param name="heads">What fits the heads; null for this library's own trainers.</param>
public sealed class ModelTrainer(TrainerOptions options, IHeadTrainer? heads = null)
{
    private const string FittingSoftmax = "fitting the softmax head",
        FittingLabels = "fitting the label heads",
        Calibrating = "calibrating";

    private readonly IHeadTrainer _heads = heads ?? new BuiltInHeads();

    /// <summary>Fewest training images with and without a label for it to get a head.</summary>
    public const int MinPerLabel = 5;

    /// <summary>Fits a model.</summary>
    /// <param name="data">All embedded images.</param>
    /// <param name="splits">What each is used for.</param>
    /// <param name="backbone">What made the embeddings.</param>
    /// <param name="createdAt">Stored as the time of training.</param>
    /// <param name="validationOutOfDomain">
    /// Out-of-domain images, never the ones to test on: the domain check decides by the score that tells them best from
    /// validation images. By the default score where there are none, or null.
    /// </param>
    /// <param name="progress">
    /// Told of one phase after another: choosing lambda (one item per fit), fitting, calibrating, the domain check (one
    /// item per score). Null tells nobody.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">
    /// No head can be trained on these images; the message says why.
    /// </exception>
    public Model Fit(
        EmbeddedDataset data,
        SplitResult splits,
        BackboneReference backbone,
        DateTimeOffset createdAt,
        IReadOnlyList<OutOfDomainSet>? validationOutOfDomain = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        validationOutOfDomain ??= [];
        int[] train = splits.Rows(Split.Train),
            validation = splits.Rows(Split.Validation);
        var features = FeatureRows.Fit(data.Embeddings, train, data.Dataset.Weights(train));
        var given = options.Heads with { Progress = progress };

        var softmax = FitSoftmax(data, features, train, given, cancellationToken);
        var (labels, learned, leftOut) = FitLabels(data, features, train, given, cancellationToken);
        if (softmax is null && labels is null)
            throw NoHead(data, train, leftOut);
        var without = labels is null
            ? null
            : FitWithoutNegatives(data, features, train, labels, learned, cancellationToken);

        ScorerInput Inputs(FeatureRows rows) =>
            new()
            {
                Embeddings = rows,
                SoftmaxLogits = softmax?.Layer.Logits(rows),
                LabelLogits = labels?.Layer.Logits(rows),
            };

        Report(progress, Calibrating, 0);
        var heldFeatures = features.Others(validation);
        var held = Inputs(heldFeatures);
        var softmaxManifest = softmax is null ? null : Calibrate(data, validation, held, softmax);
        var labelsManifest = labels is null
            ? null
            : Calibrate(data, validation, held.LabelLogits!, labels, learned, leftOut, cancellationToken);
        var withoutManifest = without is null
            ? null
            : CalibrateWithoutNegatives(data, validation, heldFeatures, without, learned, leftOut, cancellationToken);
        Report(progress, Calibrating, 1);
        var domain = DomainGate.Fit(
            new DomainGateData
            {
                Training = Training(data, train, Inputs(features)),
                Validation = held,
                Groups = RowGroups.Of(data.Dataset, data.Contents, validation),
                Outside =
                [
                    .. validationOutOfDomain.Select(set =>
                        (
                            set.Name,
                            Inputs(
                                new FeatureRows(
                                    set.Embeddings,
                                    Enumerable.Range(0, set.Embeddings.Rows).ToArray(),
                                    features.Standardizer
                                )
                            )
                        )
                    ),
                ],
                OutsideFingerprints = Fingerprints
                    .Of(
                        validationOutOfDomain.SelectMany(set =>
                            Enumerable
                                .Range(0, set.Embeddings.Rows)
                                .Select(i => EmbeddedDataset.ContentOf(set.Embeddings.Row(i)))
                        )
                    )
                    .ToString(),
                RejectRate = options.RejectRate,
            },
            progress,
            cancellationToken
        );

        return new Model(
            new ModelManifest
            {
                Producer = BuiltInHeads.Version,
                CreatedAt = createdAt,
                Kind = data.Dataset.Kind,
                Backbone = backbone,
                Softmax = softmaxManifest,
                Labels = labelsManifest,
                LabelsWithoutNegatives = withoutManifest,
                Domain = domain.Manifest,
                Training = new TrainingManifest
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
                    Warnings =
                    [
                        .. splits.Notes,
                        .. softmax?.Warnings ?? [],
                        .. labels?.Warnings ?? [],
                        .. domain.Warning(null) is { } warning ? [warning] : Array.Empty<string>(),
                    ],
                    TrainFingerprints = Fingerprints.Of(train.SelectMany(data.Identities)).ToString(),
                    ValidationFingerprints = Fingerprints.Of(validation.SelectMany(data.Identities)).ToString(),
                },
            },
            features.Standardizer,
            softmax?.Layer,
            labels?.Layer,
            without?.Layer,
            domain
        );
    }

    /// <summary>Which losses a dataset calls for, and why, in a sentence.</summary>
    public static string Reason(ImageDataset dataset) =>
        dataset.Kind == TargetKind.Classes
            ? $"Every image has exactly one of {dataset.LabelNames.Count} classes: softmax with cross-entropy; and, "
                + $"as a class is also a label, one sigmoid a class with binary cross-entropy."
            : $"Images have none, one or many of {dataset.LabelNames.Count} labels: one sigmoid a label with binary "
                + $"cross-entropy; softmax does not apply.";

    // With one class there is nothing to tell apart: the head is left out.
    private HeadFit? FitSoftmax(
        EmbeddedDataset data,
        FeatureRows features,
        int[] train,
        HeadOptions given,
        CancellationToken cancellationToken
    )
    {
        if (data.Dataset.Kind != TargetKind.Classes || !_heads.HasSoftmax)
            return null;
        int[] positions = WithLabel(data, train),
            rows = At(train, positions),
            classes = data.Dataset.Classes(rows);
        if (classes.Distinct().Count() < 2)
            return null;
        var fit = Told(
            given,
            FittingSoftmax,
            () =>
                _heads.FitSoftmax(
                    given,
                    features.Select(positions),
                    classes,
                    data.Dataset.LabelNames,
                    RowGroups.Of(data.Dataset, data.Contents, rows),
                    cancellationToken
                )
        );
        return fit with { Warnings = [.. fit.Warnings, .. RareClasses(data.Dataset.LabelNames, classes)] };
    }

    private static IEnumerable<string> RareClasses(IReadOnlyList<string> names, int[] classes)
    {
        for (int k = 0; k < names.Count; k++)
        {
            int count = classes.Count(c => c == k);
            if (count == 0)
                yield return $"No training image is of class '{names[k]}': the softmax head will not give it.";
            else if (count < MinPerLabel)
                yield return $"Class '{names[k]}' has {count} training images, fewer than {MinPerLabel}: its probabilities say little.";
        }
    }

    private static InvalidInputException NoHead(EmbeddedDataset data, int[] train, LeftOutLabel[] leftOut) =>
        new(
            data.Dataset.Source,
            null,
            data.Dataset.Kind == TargetKind.Classes
            && data.Dataset.Classes(At(train, WithLabel(data, train))).Distinct().ToArray() is [var only]
                ? $"heads need training images of at least two classes, but all are of the class "
                    + $"'{data.Dataset.LabelNames[only]}'. Add images of another class, or known negatives."
                : "no head can be trained. " + string.Join(" ", leftOut.Select(l => $"{l.Name}: {l.Reason}."))
        );

    private (HeadFit? Fit, int[] Learned, LeftOutLabel[] LeftOut) FitLabels(
        EmbeddedDataset data,
        FeatureRows features,
        int[] train,
        HeadOptions given,
        CancellationToken cancellationToken
    )
    {
        if (!_heads.HasLabels)
            return (
                null,
                [],
                [
                    .. data.Dataset.LabelNames.Select(name => new LeftOutLabel(
                        name,
                        $"{_heads.Engine} has no label heads"
                    )),
                ]
            );
        var truth = data.Dataset.Truth(train);
        var learned = new List<int>();
        var leftOut = new List<LeftOutLabel>();
        for (int k = 0; k < truth.Labels; k++)
        {
            int present = truth.Count(k, LabelState.Present),
                absent = truth.Count(k, LabelState.Absent);
            if (Math.Min(present, absent) >= MinPerLabel)
                learned.Add(k);
            else
                leftOut.Add(
                    new LeftOutLabel(
                        data.Dataset.LabelNames[k],
                        $"{present} training images have it and {absent} are known not to; at least {MinPerLabel} of each are needed"
                    )
                );
        }
        if (learned.Count == 0)
            return (null, [], [.. leftOut]);
        int[] columns = [.. learned];
        var fit = Told(
            given,
            FittingLabels,
            () =>
                _heads.FitLabels(
                    HeadsOf(given, columns),
                    features,
                    truth.SelectLabels(columns),
                    [.. columns.Select(k => data.Dataset.LabelNames[k])],
                    RowGroups.Of(data.Dataset, data.Contents, train),
                    cancellationToken
                )
        );
        return (fit, columns, [.. leftOut]);
    }

    // Where lambda is to be chosen first, that phase comes first.
    private static HeadFit Told(HeadOptions given, string phase, Func<HeadFit> fit)
    {
        if (given.L2 is not null)
            Report(given.Progress, phase, 0);
        var made = fit();
        Report(given.Progress, phase, 1);
        return made;
    }

    private static void Report(IProgress<WorkProgress>? progress, string phase, int done) =>
        progress?.Report(new WorkProgress(phase, done, 1));

    private static HeadOptions HeadsOf(HeadOptions all, int[] learned) =>
        all with
        {
            PositiveWeights = all.PositiveWeights is { } given ? [.. learned.Select(k => given[k])] : null,
        };

    // With the same lambda and standardisation, so that nothing but the negatives differs.
    private HeadFit? FitWithoutNegatives(
        EmbeddedDataset data,
        FeatureRows features,
        int[] train,
        HeadFit labels,
        int[] learned,
        CancellationToken cancellationToken
    )
    {
        int[] positions = WithLabel(data, train),
            rows = At(train, positions);
        if (rows.Length == train.Length || !_heads.LearnsFromRows)
            return null;
        var truth = data.Dataset.Truth(rows).SelectLabels(learned);
        if (
            Enumerable
                .Range(0, learned.Length)
                .Any(k => truth.Count(k, LabelState.Present) == 0 || truth.Count(k, LabelState.Absent) == 0)
        )
            return null;
        return _heads.FitLabels(
            HeadsOf(options.Heads, learned) with
            {
                L2 = labels.L2,
            },
            features.Select(positions),
            truth,
            [.. learned.Select(k => data.Dataset.LabelNames[k])],
            RowGroups.Of(data.Dataset, data.Contents, rows),
            cancellationToken
        );
    }

    private LabelsManifest CalibrateWithoutNegatives(
        EmbeddedDataset data,
        int[] validation,
        FeatureRows held,
        HeadFit without,
        int[] learned,
        LeftOutLabel[] leftOut,
        CancellationToken cancellationToken
    )
    {
        int[] positions = WithLabel(data, validation);
        return Calibrate(
            data,
            At(validation, positions),
            without.Layer.Logits(held.Select(positions)),
            without,
            learned,
            leftOut,
            cancellationToken
        );
    }

    // Known negatives are a kind of their own beside the classes.
    private static ScorerTraining Training(EmbeddedDataset data, int[] train, ScorerInput input)
    {
        if (data.Dataset.Kind != TargetKind.Classes)
            return new ScorerTraining { Input = input, Labels = data.Dataset.Truth(train) };
        var classes = new int[train.Length];
        Array.Fill(classes, data.Dataset.LabelNames.Count);
        foreach (int position in WithLabel(data, train))
            classes[position] = data.Dataset.Classes([train[position]])[0];
        return new ScorerTraining { Input = input, Classes = classes };
    }

    private static int[] WithLabel(EmbeddedDataset data, int[] rows) =>
        [.. Enumerable.Range(0, rows.Length).Where(i => !data.Dataset.IsNegative(rows[i]))];

    private static int[] At(int[] rows, int[] positions) => [.. positions.Select(i => rows[i])];

    private static SoftmaxManifest Calibrate(EmbeddedDataset data, int[] validation, ScorerInput held, HeadFit softmax)
    {
        int[] positions = WithLabel(data, validation);
        int[] truth = data.Dataset.Classes(At(validation, positions));
        var logits = held.SoftmaxLogits!.Select(positions);
        var temperature = TemperatureScaling.Fit(logits, truth);
        var metrics =
            truth.Length == 0
                ? null
                : MulticlassEvaluator.Evaluate(
                    truth,
                    Model.ClassProbabilities(logits, temperature),
                    data.Dataset.LabelNames
                );
        return new SoftmaxManifest(
            data.Dataset.LabelNames,
            softmax.L2,
            softmax.Objectives[0],
            softmax.Path,
            temperature,
            metrics
        );
    }

    private LabelsManifest Calibrate(
        EmbeddedDataset data,
        int[] validation,
        Matrix logits,
        HeadFit labels,
        int[] learned,
        LeftOutLabel[] leftOut,
        CancellationToken cancellationToken
    )
    {
        string[] names = [.. learned.Select(k => data.Dataset.LabelNames[k])];
        var truth = data.Dataset.Truth(validation).SelectLabels(learned);
        var calibration = Calibrator.ChooseEach(logits, truth, cancellationToken);
        var probabilities = Model.LabelProbabilities(logits, [.. calibration.Select(c => c.Calibration)]);
        var thresholds = Thresholds.ChooseEach(names, probabilities, truth, options.Threshold);
        var metrics =
            validation.Length == 0
                ? null
                : MultiLabelEvaluator.Evaluate(truth, probabilities, [.. thresholds.Select(t => t.Threshold)], names);
        return new LabelsManifest(
            names,
            labels.L2,
            labels.Objectives,
            labels.Path,
            calibration,
            thresholds,
            leftOut,
            metrics
        )
        {
            OtherThresholds =
            [
                .. Thresholds
                    .Usual.Where(rule => rule != options.Threshold)
                    .SelectMany(rule => Thresholds.ChooseEach(names, probabilities, truth, rule))
                    .OrderBy(choice => Array.IndexOf(names, choice.Label)),
            ],
        };
    }
}
