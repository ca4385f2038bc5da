using System.IO.Hashing;
using System.Runtime.InteropServices;
using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Monitoring;

/// <summary>
/// Predictions of one model taken together, to say whether the images that it is asked about are still those that it was
/// trained for, and how good its answers can be.
/// </summary>
/// <remarks>
/// Holds two bytes for each dimension of each image. An image that comes again is counted once: tests take images as
/// independent. Not thread-safe.
/// </remarks>
public sealed class PredictionWindow
{
    /// <summary>Most images that a window holds; more are not added.</summary>
    public const int MostImages = 2000;

    private readonly Model _model;
    private readonly HashSet<UInt128> _seen = [];
    private readonly List<Half[]> _rows = [];
    private readonly List<double> _scores = [];
    private readonly ExpectedAccuracy _accuracy = new();
    private readonly ExpectedF1 _f1 = new();
    private readonly Dictionary<string, int> _counts = [];
    private double _confidence;
    private int _answered;

    /// <summary>Begins an empty window.</summary>
    /// <param name="model">The model that all predictions are of.</param>
    public PredictionWindow(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        foreach (string name in model.Manifest.Softmax?.Classes ?? model.Manifest.Labels?.Names ?? [])
            _counts[name] = 0;
    }

    /// <summary>Different images so far.</summary>
    public int Images => _scores.Count;

    /// <summary>Predictions of images that were there already.</summary>
    public int Repeated { get; private set; }

    /// <summary>Why no window of the model can be tested, however many images it holds; null where one can.</summary>
    public string? NeverTested =>
        RejectedShare.WhyNot(_model.Domain.At(null)) is { } check && EmbeddingDrift.WhyNot(_model.Sample) is { } drift
            ? $"{check}; {drift}"
            : null;

    /// <summary>Adds a prediction.</summary>
    /// <param name="prediction">What the model said, at any reject rate.</param>
    /// <param name="embedding">What it said it of.</param>
    public void Add(Prediction prediction, ReadOnlySpan<float> embedding)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        if (!_seen.Add(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(embedding))))
        {
            Repeated++;
            return;
        }
        if (Images >= MostImages)
            return;
        _scores.Add(prediction.Domain.Score);
        Keep(embedding);
        var likeliest = prediction.Classes?.MaxBy(c => c.Probability);
        _confidence += likeliest?.Probability ?? prediction.Labels?.Max(l => l.Probability) ?? 0;
        if (!_model.Domain.At(null).Accepts(prediction.Domain.Score))
            return;
        _answered++;
        if (likeliest is not null)
            _accuracy.Add(likeliest.Probability);
        if (prediction.Labels is { } labels)
            _f1.Add(labels);
        string[] said = likeliest is not null
            ? [likeliest.Name]
            : [.. (prediction.Labels ?? []).Where(l => l.Applies).Select(l => l.Name)];
        foreach (string name in said)
            _counts[name]++;
    }

    /// <summary>Judges what is there; at least one image.</summary>
    /// <param name="options">The rate of false alarms; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidOperationException">The window is empty.</exception>
    public WindowReport Examine(WindowOptions? options = null, CancellationToken cancellationToken = default)
    {
        var given = options ?? new();
        if (Images == 0)
            throw new InvalidOperationException("The window is empty.");
        var cut = _model.Domain.At(null);
        var (classifier, discrepancy) = Drift(given, cancellationToken);
        var tests = Judge(
            [
                ("rejected", cut.Alpha, RejectedShare.Test(cut, _scores)),
                ("classifier", 0.5, classifier),
                ("discrepancy", 0, discrepancy),
            ],
            given.FalseAlarmRate
        );
        var report = new WindowReport
        {
            Images = Images,
            Repeated = Repeated,
            Summary = "",
            HasChanged = tests.All(test => test.PValue is null) ? null : tests.Any(test => test.IsAlarm),
            FalseAlarmRate = given.FalseAlarmRate,
            Tests = tests,
            MeanConfidence = _confidence / Images,
            ExpectedAccuracy = ExpectedAccuracy(),
            ExpectedF1 = WithoutIntervalOfSets(ExpectedF1()),
            Predicted = _answered == 0 ? [] : _counts.ToDictionary(c => c.Key, c => (double)c.Value / _answered),
            HeldOut = HeldOut(),
        };
        var model = _model.Description;
        bool isRough = model.Softmax is { } softmax
            ? !softmax.IsCalibrationTried
            : model.Labels?.WhyNotCalibrated is not null;
        return report with { Summary = WindowSummary.Of(report, isRough) };
    }

    /// <summary>Accuracy of the classes given so far, as far as it can be told.</summary>
    internal WindowEstimate? ExpectedAccuracy() =>
        _model.Manifest.Softmax is { } head
            ? _accuracy.Estimate(head.Gap, (head.OutOfFold ?? head.Validation)?.Accuracy)
            : null;

    // Measured on one set of images with several labels each (docs/monitoring.md), and not kept there.
    private WindowEstimate? WithoutIntervalOfSets(WindowEstimate? f1) =>
        f1 is { Low: not null } && _model.Manifest.Kind == TargetKind.LabelSets
            ? f1 with
            {
                Low = null,
                High = null,
                Reason = "of images with several labels it held in 90% of the windows tried, and not in 95%",
            }
            : f1;

    /// <summary>F1 of the labels said so far, as far as it can be told.</summary>
    internal WindowEstimate? ExpectedF1() =>
        _model.Manifest.Labels is { } heads
            ? _f1.Estimate(heads.Gap, (heads.OutOfFold ?? heads.Validation)?.MicroF1)
            : null;

    private void Keep(ReadOnlySpan<float> embedding)
    {
        var kept = new float[embedding.Length];
        EmbeddingSample.Keep(embedding, _model.Standardizer, kept);
        _rows.Add(Array.ConvertAll(kept, value => (Half)value));
    }

    private (Finding Classifier, Finding Discrepancy) Drift(WindowOptions options, CancellationToken cancellationToken)
    {
        if (_model.Sample is not { } reference)
        {
            var no = Finding.Not(EmbeddingDrift.WhyNot(null)!);
            return (no, no);
        }
        var window = new Matrix(_rows.Count, reference.Columns);
        for (int i = 0; i < _rows.Count; i++)
        for (int j = 0; j < reference.Columns; j++)
            window[i, j] = (float)_rows[i][j];
        return EmbeddingDrift.Test(reference, window, options, cancellationToken);
    }

    // Holm's correction keeps the promise for all tests together, however they hang together.
    private static WindowTest[] Judge((string Name, double Expected, Finding Found)[] tests, double rate)
    {
        int[] made = [.. Enumerable.Range(0, tests.Length).Where(i => tests[i].Found.PValue is not null)];
        double[] adjusted = Holm.Adjust([.. made.Select(i => tests[i].Found.PValue!.Value)]);
        return
        [
            .. tests.Select(
                (test, i) =>
                {
                    int at = Array.IndexOf(made, i);
                    double? p = at < 0 ? null : adjusted[at];
                    var (value, pValue, reason) = test.Found;
                    return new WindowTest(test.Name, value, test.Expected, pValue, p, p <= rate, reason);
                }
            ),
        ];
    }

    // What the held-out images were predicted as: the sums of the confusion matrix's columns.
    private Dictionary<string, double> HeldOut()
    {
        if (
            _model.Description.Softmax is not { } softmax
            || (softmax.OutOfFold ?? softmax.Validation) is not { Count: > 0 } metrics
        )
            return [];
        return softmax
            .Classes.Select((name, k) => (name, Share: metrics.Confusion.Sum(row => (double)row[k]) / metrics.Count))
            .ToDictionary(x => x.name, x => x.Share);
    }
}
