using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>A trained model: embeddings in, named and calibrated answers out. Immutable and thread-safe.</summary>
public sealed class Model
{
    private readonly Fingerprints _train;
    private readonly Fingerprints _validation;

    internal Model(ModelManifest manifest, Standardizer standardizer, LinearLayer? softmax, LinearLayer? labels, DomainGate domain) =>
        (Manifest, Standardizer, SoftmaxLayer, LabelLayer, Domain, _train, _validation) = (
            manifest, standardizer, softmax, labels, domain,
            Fingerprints.Parse(manifest.Training.TrainFingerprints), Fingerprints.Parse(manifest.Training.ValidationFingerprints));

    /// <summary>What the model knows of itself.</summary>
    public ModelManifest Manifest { get; }

    internal Standardizer Standardizer { get; }

    internal LinearLayer? SoftmaxLayer { get; }

    internal LinearLayer? LabelLayer { get; }

    internal DomainGate Domain { get; }

    /// <summary>What the model used an image of this content for (SHA-256 in hexadecimal digits); null where it has not seen it.</summary>
    public Split? Saw(string content) => _train.Contains(content) ? Split.Train : _validation.Contains(content) ? Split.Validation : null;

    /// <summary>Reads a bundle; an <see cref="InvalidInputException"/> says what is wrong with it.</summary>
    public static Model Load(string path) => ModelBundle.Read(path);

    /// <summary>Writes a bundle, whole or not at all.</summary>
    public void Save(string path) => ModelBundle.Write(path, this);

    /// <summary>Predicts one image from its embedding.</summary>
    /// <param name="embedding">As long as the backbone's dimension.</param>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    public Prediction Predict(ReadOnlySpan<float> embedding, double? rejectRate = null) => Predict(new Matrix(1, embedding.Length, embedding.ToArray()), rejectRate)[0];

    /// <summary>Predicts many images from their embeddings, in order.</summary>
    /// <param name="embeddings">images x dimension.</param>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public IReadOnlyList<Prediction> Predict(Matrix embeddings, double? rejectRate = null, CancellationToken cancellationToken = default)
    {
        var outputs = Compute(embeddings, cancellationToken);
        return [.. Enumerable.Range(0, outputs.Rows).Select(i => Predict(outputs, i, rejectRate))];
    }

    /// <summary>Everything the model computes for many images.</summary>
    public ModelOutputs Compute(Matrix embeddings, CancellationToken cancellationToken = default)
    {
        if (embeddings.Columns != Manifest.Backbone.Dimension)
            throw new InvalidInputException($"The embeddings have {embeddings.Columns} dimensions, but the model was trained on {Manifest.Backbone.Dimension} from '{Manifest.Backbone.Name}'. Embed the images with that backbone.");
        var standardised = Standardizer.Apply(embeddings);
        var raw = new ScorerInput { Embeddings = standardised, SoftmaxLogits = SoftmaxLayer?.Logits(standardised), LabelLogits = LabelLayer?.Logits(standardised) };
        return new ModelOutputs
        {
            Raw = raw,
            ClassProbabilities = raw.SoftmaxLogits is { } classes ? ClassProbabilities(classes, Manifest.Softmax!.Temperature) : null,
            LabelProbabilities = raw.LabelLogits is { } labels ? LabelProbabilities(labels, [.. Manifest.Labels!.Calibration.Select(c => c.Calibration)]) : null,
            DomainScores = Domain.Score(raw, cancellationToken),
        };
    }

    /// <summary>The answer for one image of a batch.</summary>
    public Prediction Predict(ModelOutputs outputs, int row, double? rejectRate = null)
    {
        NamedProbability[]? classes = outputs.ClassProbabilities is { } p ? [.. Manifest.Softmax!.Classes.Select((name, k) => new NamedProbability(name, p[row, k]))] : null;
        LabelProbability[]? labels = outputs.LabelProbabilities is { } q ? [.. Manifest.Labels!.Thresholds.Select((t, k) => new LabelProbability(t.Label, q[row, k], t.Threshold, q[row, k] >= t.Threshold))] : null;
        var domain = Domain.Check(outputs.DomainScores[row], rejectRate);
        return new Prediction
        {
            Verdict = domain.Rejected ? Verdict.Rejected : classes is not null ? Verdict.Class : labels?.Any(l => l.Applies) == true ? Verdict.Labels : Verdict.None,
            Class = classes?.MaxBy(c => c.Probability)!.Name,
            Classes = classes,
            Labels = labels,
            Domain = domain,
        };
    }

    internal static Matrix ClassProbabilities(Matrix logits, TemperatureScaling temperature)
    {
        var probabilities = new Matrix(logits.Rows, logits.Columns);
        for (int i = 0; i < logits.Rows; i++)
        {
            temperature.Apply(logits.Row(i), probabilities.Row(i));
            Losses.Softmax(probabilities.Row(i), probabilities.Row(i));
        }
        return probabilities;
    }

    internal static Matrix LabelProbabilities(Matrix logits, IReadOnlyList<LabelCalibration> calibrations)
    {
        var probabilities = new Matrix(logits.Rows, logits.Columns);
        for (int i = 0; i < logits.Rows; i++)
            for (int k = 0; k < logits.Columns; k++) probabilities[i, k] = (float)calibrations[k].Apply(logits[i, k]);
        return probabilities;
    }
}
