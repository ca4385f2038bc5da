using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Sets;

namespace MlNetLabels.Models;

/// <summary>A trained model: embeddings in, named and calibrated answers out. Immutable and thread-safe.</summary>
public sealed class Model
{
    private readonly Fingerprints _train;
    private readonly Fingerprints _validation;

    private readonly Fingerprints _outside;
    private readonly bool _isCalibrated;
    private readonly bool? _isClassSetOn,
        _isLabelSetOn;
    private readonly string[]? _missingLabels;
    private readonly IReadOnlyList<string>? _classesInEverySet;
    private readonly Lazy<NearestPictures>? _nearest;

    internal Model(
        ModelManifest manifest,
        Standardizer standardizer,
        LinearLayer? softmax,
        LinearLayer? labels,
        LinearLayer? labelsWithoutNegatives,
        DomainGate domain,
        Matrix? sample = null
    )
    {
        if (manifest.Pictures is { } pictures)
            _nearest =
                sample?.Rows == pictures.Count
                    ? new(() => new NearestPictures(pictures, sample, standardizer))
                    : throw new InvalidInputException(
                        $"it keeps {pictures.Count} pictures, but {sample?.Rows ?? 0} embeddings of training images. Train the "
                            + "model again."
                    );
        Sample = sample;
        (Manifest, Standardizer, SoftmaxLayer, LabelLayer, LabelLayerWithoutNegatives, Domain) = (
            manifest,
            standardizer,
            softmax,
            labels,
            labelsWithoutNegatives,
            domain
        );
        // Which checks what the description reads.
        ClassSets = manifest.Softmax is { Sets: { } sets } head
            ? Sets.ClassSets.Restore(sets, head.Classes.Count, domain.Folds.Count)
            : null;
        Description = new ModelDescription(manifest);
        _isCalibrated = Description.CalibrationWarning is null;
        (_isClassSetOn, _isLabelSetOn) = (Description.IsClassSetOn, Description.IsLabelSetOn);
        _classesInEverySet = Description.Softmax is { ClassesInEverySet: { Count: > 0 } always } ? always : null;
        _missingLabels = Description.Labels is { LeftOut: { Count: > 0 } without } ? [.. without.Keys] : null;
        _train = Fingerprints.Parse(manifest.Training.TrainFingerprints);
        _validation = Fingerprints.Parse(manifest.Training.ValidationFingerprints);
        _outside = Fingerprints.Parse(manifest.Domain.Choice?.Fingerprints ?? "");
    }

    /// <summary>What the model knows of itself.</summary>
    public ModelDescription Description { get; }

    internal ModelManifest Manifest { get; }

    /// <summary>What every embedding goes through first.</summary>
    public Standardizer Standardizer { get; }

    /// <summary>
    /// The softmax head, from standardised embedding to uncalibrated logits; null where there is none. Not to be
    /// changed.
    /// </summary>
    public LinearLayer? SoftmaxLayer { get; }

    /// <summary>
    /// The label heads, from standardised embedding to uncalibrated logits; null where there are none. Not to be
    /// changed.
    /// </summary>
    public LinearLayer? LabelLayer { get; }

    /// <summary>
    /// Scalars of the fitted out-of-domain score that decides, by name; which there are depends on the score. Of a
    /// cross-conformal check the first fold's.
    /// </summary>
    public IReadOnlyDictionary<string, double> DomainNumbers => Domain.Decider.Numbers;

    /// <summary>
    /// The label heads as they would be without known negatives, to show what those do; null where there were none.
    /// </summary>
    internal LinearLayer? LabelLayerWithoutNegatives { get; }

    internal DomainGate Domain { get; }

    /// <summary>Sets of classes; null without a softmax head, and in bundles written before there were any.</summary>
    internal ClassSets? ClassSets { get; }

    /// <summary>
    /// Some training images as <see cref="EmbeddingSample"/> keeps them, to hold later ones against; null in bundles
    /// written before there were any.
    /// </summary>
    internal Matrix? Sample { get; }

    /// <summary>Whether the model keeps pictures of training images, so that <see cref="Nearest"/> finds some.</summary>
    public bool HasPictures => _nearest is not null;

    /// <summary>
    /// The training images nearest to an image, nearest first, of the at most 1,000 that the model keeps pictures of; none
    /// where it keeps none.
    /// </summary>
    /// <param name="embedding">The image's, as long as the backbone's dimension.</param>
    /// <param name="count">How many, at least 1.</param>
    public IReadOnlyList<NearestTrainingImage> Nearest(ReadOnlySpan<float> embedding, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(embedding.Length, Standardizer.Dimension);
        return _nearest?.Value.Find(embedding, count) ?? [];
    }

    /// <summary>
    /// This model with small pictures of some of its training images, with their names and labels, which all go into its
    /// bundle: whoever has that can see them.
    /// </summary>
    /// <param name="data">What it was trained on.</param>
    /// <param name="picture">
    /// Makes a picture of few pixels (WebP, JPEG or PNG, at most 64 KiB) from a path; null where it cannot.
    /// </param>
    /// <exception cref="ArgumentException">It was not trained on these images.</exception>
    public Model WithPictures(EmbeddedDataset data, Func<string, byte[]?> picture)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(picture);
        int[] rows = Sample is null ? [] : EmbeddingSample.RowsOf(Sample, data.Embeddings, Standardizer);
        if (Sample is null || rows.Length < Sample.Rows)
            throw new ArgumentException("The model was not trained on these images.", nameof(data));
        return With(
            Manifest with
            {
                Pictures =
                [
                    .. rows.Select(i => new TrainingPicture(
                        data.Dataset.Rows[i].File,
                        [
                            .. data.Dataset.LabelNames.Where(
                                (_, k) => data.Dataset.Rows[i].Labels[k] == LabelState.Present
                            ),
                        ],
                        picture(data.Dataset.Rows[i].Path) ?? []
                    )),
                ],
            }
        );
    }

    /// <summary>
    /// What the model used an image for, recognised by its bytes or by its embedding; null where it has not seen it.
    /// </summary>
    /// <param name="content">SHA-256 of its bytes in hexadecimal digits.</param>
    /// <param name="embedding">Its embedding.</param>
    public Split? FindUse(string content, ReadOnlySpan<float> embedding) =>
        FindUse(content) ?? FindUse(EmbeddedDataset.ContentOf(embedding));

    /// <summary>What the model used an image for, recognised by its bytes alone; null where it has not seen it.</summary>
    /// <param name="content">SHA-256 of its bytes in hexadecimal digits.</param>
    public Split? FindUse(string content) =>
        _train.Contains(content) ? Split.Train
        : _validation.Contains(content) ? Split.Validation
        : null;

    /// <summary>
    /// Whether the out-of-domain image of this embedding helped to choose the score that decides, and so cannot test
    /// it.
    /// </summary>
    public bool HelpedChooseScore(ReadOnlySpan<float> embedding) =>
        _outside.Count > 0 && _outside.Contains(EmbeddedDataset.ContentOf(embedding));

    /// <summary>
    /// What the user should know of the domain check at a reject rate; null where it keeps its full promise.
    /// </summary>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    public string? DomainWarning(double? rejectRate = null) => Domain.Warning(rejectRate, DividedBy);

    /// <summary>Classes, or about as many label sets, that a division of the data is balanced by.</summary>
    internal int DividedBy => Description.Softmax?.Classes.Count ?? Description.Labels!.Names.Count + 1;

    /// <summary>
    /// What is not at work in the model though a reader would take it to be, and why, a sentence each, the gravest first:
    /// domain check, check for new classes, prediction sets, calibration. Empty where all are.
    /// </summary>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    public IReadOnlyList<string> SwitchedOff(double? rejectRate = null) => [.. Models.SwitchedOff.Of(this, rejectRate)];

    /// <summary>
    /// What to say before its answers, a sentence each: <see cref="SwitchedOff"/>, then what else there is to know of a
    /// domain check that is on.
    /// </summary>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    public IReadOnlyList<string> Notes(double? rejectRate = null) =>
        DomainWarning(rejectRate) is { } warning && double.IsFinite(DomainCut(rejectRate).Cut)
            ? [.. SwitchedOff(rejectRate), warning]
            : SwitchedOff(rejectRate);

    /// <summary>The cut on the deciding score at a reject rate.</summary>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    public ConformalCut DomainCut(double? rejectRate = null) => Domain.At(rejectRate);

    /// <summary>The cut of the check for new classes; null where there is no such check.</summary>
    public ConformalCut? NewClassCut => Domain.NewClass?.Held.Cut;

    /// <summary>
    /// What a check for new classes of one score knows; null of a cross-conformal one, whose folds have it
    /// (<see cref="DomainFolds"/>), and where there is none.
    /// </summary>
    public NewClassFold? NewClass =>
        Domain.NewClass is { } check && DomainFolds.Count == 0 ? NewClassFold.Of(check, null) : null;

    /// <summary>
    /// Whether <see cref="Verdict.None"/> is a possible answer. Label heads can always give it; a classifier only where
    /// known negatives taught a label head of each class to stay silent: elsewhere their silence means a hard image,
    /// not another kind.
    /// </summary>
    public bool SupportsNone =>
        Manifest.Labels is { } labels
        && (
            Manifest.Softmax is not { } softmax
            || (Manifest.LabelsWithoutNegatives is not null && labels.Names.Count == softmax.Classes.Count)
        );

    /// <summary>
    /// Arrays of the fitted out-of-domain score that decides, by name: rows x columns, a vector as one row. Of a
    /// cross-conformal check the first fold's. Copies.
    /// </summary>
    public IReadOnlyDictionary<string, Matrix> DomainTensors() => Domain.Decider.ToMatrices();

    /// <summary>
    /// The folds of a cross-conformal domain check, whose scores are pooled into one; empty where a single score
    /// decides.
    /// </summary>
    public IReadOnlyList<DomainFold> DomainFolds => Domain.Folds;

    /// <summary>
    /// The bundle's <c>manifest.json</c>, everything that the model holds but its weights, without members that are
    /// null.
    /// </summary>
    public JsonElement ToManifestJson() =>
        JsonSerializer.SerializeToElement(Manifest, ModelJson.WithoutNulls.ModelManifest);

    /// <summary>Reads a bundle; an <see cref="InvalidInputException"/> says what is wrong with it.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="trusted">Keys one of which must have signed it; null to take unsigned ones, too.</param>
    public static Model Load(string path, IReadOnlyList<BundleKey>? trusted = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ModelBundle.Read(path, trusted);
    }

    /// <summary>
    /// Reads a bundle that is what is left of a stream, up to 2 GiB. The stream stays open; one that cannot seek will
    /// do.
    /// </summary>
    /// <param name="stream">The bundle.</param>
    /// <param name="trusted">Keys one of which must have signed it; null to take unsigned ones, too.</param>
    /// <exception cref="InvalidInputException">
    /// It is damaged, too large, of another version, or not signed as asked for.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Model Load(Stream stream, IReadOnlyList<BundleKey>? trusted = null) =>
        ModelBundle.Read(stream, trusted);

    /// <summary>Writes a bundle to a stream, which stays open.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelBundle.Write(stream, this);
    }

    /// <summary>Writes a bundle, whole or not at all.</summary>
    public void Save(string path) => ModelBundle.Write(path, this);

    /// <summary>
    /// This model with the time of the bundle that lies at a path, where the two differ by nothing else: what is trained
    /// again from equal images and options is then the same file. Itself where there is none or another.
    /// </summary>
    public Model WithTimeOf(string path) => ModelBundle.WithTimeOf(path, this);

    internal Model With(DateTimeOffset createdAt) => With(Manifest with { CreatedAt = createdAt });

    internal Model With(ModelManifest manifest) =>
        new(manifest, Standardizer, SoftmaxLayer, LabelLayer, LabelLayerWithoutNegatives, Domain, Sample);

    /// <summary>This model with what is known of how it would do with more rows.</summary>
    /// <exception cref="InvalidOperationException">It was trained on all rows.</exception>
    public Model WithLearningCurve(string figure, IReadOnlyList<LearningPoint> curve)
    {
        var training = Manifest.Training;
        var sample = training.Sample ?? throw new InvalidOperationException("The model was trained on all rows.");
        return With(
            Manifest with
            {
                Training = training with { Sample = sample with { Figure = figure, Curve = curve } },
            }
        );
    }

    /// <summary>Predicts one image from its embedding.</summary>
    /// <param name="embedding">As long as the backbone's dimension.</param>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    public Prediction Predict(ReadOnlySpan<float> embedding, double? rejectRate = null) =>
        Predict(new Matrix(1, embedding.Length, embedding.ToArray()), rejectRate)[0];

    /// <summary>Predicts many images from their embeddings, in order.</summary>
    /// <param name="embeddings">images x dimension.</param>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public IReadOnlyList<Prediction> Predict(
        Matrix embeddings,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        var outputs = Compute(embeddings, cancellationToken);
        var cut = Domain.At(rejectRate);
        return [.. Enumerable.Range(0, outputs.Rows).Select(i => Predict(outputs, i, cut))];
    }

    /// <summary>Everything the model computes for many images.</summary>
    public ModelOutputs Compute(Matrix embeddings, CancellationToken cancellationToken = default)
    {
        if (embeddings.Columns != Manifest.Backbone.Dimension)
            throw new InvalidInputException(
                $"The embeddings have {embeddings.Columns} dimensions, but the model was trained on "
                    + $"{Manifest.Backbone.Dimension} from '{Manifest.Backbone.Name}'. Embed the images with that "
                    + $"backbone."
            );
        var standardised = Standardizer.Apply(embeddings);
        var raw = new ScorerInput
        {
            Embeddings = standardised,
            RawEmbeddings = embeddings,
            SoftmaxLogits = SoftmaxLayer?.Logits(standardised),
            LabelLogits = LabelLayer?.Logits(standardised),
        };
        var views = Domain.Views(embeddings, raw);
        var (kind, newClass) = Domain.Score(views, cancellationToken);
        return new ModelOutputs(raw)
        {
            ClassProbabilities = raw.SoftmaxLogits is { } classes
                ? CalibratedProbabilities.ForClasses(classes, Manifest.Softmax!.Temperature)
                : null,
            LabelProbabilities = raw.LabelLogits is { } labels
                ? CalibratedProbabilities.ForLabels(
                    labels,
                    [.. Manifest.Labels!.Calibration.Select(c => c.Calibration)]
                )
                : null,
            Views = views,
            DomainScores = kind,
            NewClassScores = newClass,
        };
    }

    /// <summary>
    /// Every out-of-domain score that the model holds, of each image of a batch; larger = further out.
    /// </summary>
    /// <param name="outputs">What <see cref="Compute"/> gave for the images.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>By the score's name, in the model's order.</returns>
    public IReadOnlyList<KeyValuePair<string, double[]>> Scores(
        ModelOutputs outputs,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Domain.ScoreAll(outputs, cancellationToken);
    }

    /// <summary>The answer for one image of a batch.</summary>
    public Prediction Predict(ModelOutputs outputs, int row, double? rejectRate = null) =>
        Predict(outputs, row, Domain.At(rejectRate));

    private Prediction Predict(ModelOutputs outputs, int row, ConformalCut cut)
    {
        NamedProbability[]? classes = outputs.ClassProbabilities is { } p
            ? [.. Manifest.Softmax!.Classes.Select((name, k) => new NamedProbability(name, p[row, k]))]
            : null;
        LabelProbability[]? labels = outputs.LabelProbabilities is { } q
            ?
            [
                .. Manifest.Labels!.Thresholds.Select(
                    (t, k) => new LabelProbability(t.Label, q[row, k], t.Threshold, q[row, k] >= t.Threshold)
                ),
            ]
            : null;
        var domain = DomainGate.Check(outputs.DomainScores[row], cut);
        var newClass =
            NewClassCut is { } unsure && outputs.NewClassScores is { } scores
                ? DomainGate.Check(scores[row], unsure)
                : null;
        bool isNone = SupportsNone && labels?.Any(l => l.Applies) != true;
        return new Prediction
        {
            Verdict =
                domain.Rejected ? Verdict.Rejected
                : newClass?.Rejected == true ? Verdict.Unsure
                : isNone ? Verdict.None
                : classes is not null ? Verdict.Class
                : Verdict.Labels,
            Class = classes?.MaxBy(c => c.Probability)!.Name,
            ClassSet = ClassSet(outputs, row),
            LabelSet = LabelSet(outputs, row),
            IsClassSetOn = _isClassSetOn,
            ClassesInEverySet = _classesInEverySet,
            IsLabelSetOn = _isLabelSetOn,
            Classes = classes,
            Labels = labels,
            MissingLabels = _missingLabels,
            IsCalibrated = _isCalibrated,
            Domain = domain,
            NewClass = newClass,
        };
    }

    private string[]? ClassSet(ModelOutputs outputs, int row)
    {
        if (ClassSets is null)
            return null;
        bool[] set = ClassSets.Of(outputs.Views, row);
        return [.. Manifest.Softmax!.Classes.Where((_, y) => set[y])];
    }

    private string[]? LabelSet(ModelOutputs outputs, int row) =>
        Manifest.Labels is { Sets: { } sets } labels
            ? [.. labels.Names.Where((_, k) => sets.Cut is not { } cut || outputs.LabelLogits![row, k] >= cut)]
            : null;

    /// <summary>
    /// Calibrated label probabilities [images x labels] by the heads trained without known negatives, to show what
    /// those do; null where there were no negatives.
    /// </summary>
    /// <param name="outputs">What <see cref="Compute"/> gave for the images.</param>
    public Matrix? LabelProbabilitiesWithoutNegatives(ModelOutputs outputs) =>
        LabelLayerWithoutNegatives is { } layer
            ? CalibratedProbabilities.ForLabels(
                layer.Logits(outputs.Raw.Embeddings),
                [.. Manifest.LabelsWithoutNegatives!.Calibration.Select(c => c.Calibration)]
            )
            : null;
}
