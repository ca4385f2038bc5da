using System.Diagnostics;
using System.Diagnostics.Metrics;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;

namespace MlNetLabels.Hosting;

/// <summary>
/// What is seen from outside: the meter and the activity source <c>MlNetLabels</c>. Names and units follow
/// OpenTelemetry's conventions; durations are in seconds.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "MlNetLabels";

    private const string Model = "mlnetlabels.model",
        Version = "mlnetlabels.model.version",
        Stage = "mlnetlabels.stage",
        Test = "mlnetlabels.monitor.test";

    private readonly ActivitySource _activities = new(Name);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _stages;
    private readonly Histogram<double> _largest;
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _windows;
    private readonly Counter<long> _alarms;

    public Telemetry(IMeterFactory meters, IPredictionLog? log = null)
    {
        _meter = meters.Create(Name);
        double[] fine = [.0005, .001, .002, .003, .005, .0075, .01, .015, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = fine };
        _duration = _meter.CreateHistogram(
            "mlnetlabels.prediction.duration",
            "s",
            "From the call to the answer, waiting included.",
            null,
            seconds
        );
        _stages = _meter.CreateHistogram(
            "mlnetlabels.stage.duration",
            "s",
            "Of one stage of a prediction: queue, decode, backbone, heads.",
            null,
            seconds
        );
        _largest = _meter.CreateHistogram(
            "mlnetlabels.prediction.largest_probability",
            "1",
            "Of a class, or where there are none of a label.",
            null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, 1],
            }
        );
        _predictions = _meter.CreateCounter<long>("mlnetlabels.predictions", "{prediction}", "Answers by verdict.");
        _windows = _meter.CreateCounter<long>("mlnetlabels.monitor.windows", "{window}", "Windows examined.");
        _alarms = _meter.CreateCounter<long>("mlnetlabels.monitor.alarms", "{alarm}", "Alarms by test.");
        _loads = _meter.CreateCounter<long>(
            "mlnetlabels.model.loads",
            "{load}",
            "Bundles tried, by whether they were good."
        );
        if (log is not null)
            Show(log);
    }

    private void Show(IPredictionLog log)
    {
        _meter.CreateObservableCounter("mlnetlabels.log.kept", () => log.Kept, "{prediction}", "Predictions logged.");
        _meter.CreateObservableCounter(
            "mlnetlabels.log.dropped",
            () => log.Dropped,
            "{prediction}",
            "Predictions not logged: too many waited, or the file could not be written."
        );
    }

    /// <summary>Told by the engine after every image.</summary>
    public void Measured(TimeSpan decode, TimeSpan backbone)
    {
        if (!_stages.Enabled)
            return;
        _stages.Record(decode.TotalSeconds, new KeyValuePair<string, object?>(Stage, "decode"));
        _stages.Record(backbone.TotalSeconds, new KeyValuePair<string, object?>(Stage, "backbone"));
    }

    public void Waited(TimeSpan queue) =>
        _stages.Record(queue.TotalSeconds, new KeyValuePair<string, object?>(Stage, "queue"));

    public void Judged(TimeSpan heads) =>
        _stages.Record(heads.TotalSeconds, new KeyValuePair<string, object?>(Stage, "heads"));

    public Activity? Start(string model)
    {
        var activity = _activities.StartActivity("predict", ActivityKind.Internal);
        activity?.SetTag(Model, model);
        return activity;
    }

    public void Answered(string model, ImageAnswer answer, Activity? activity)
    {
        var name = new KeyValuePair<string, object?>(Model, model);
        string verdict = answer.Prediction.Verdict.ToString();
        _predictions.Add(1, name, new("mlnetlabels.verdict", verdict));
        _duration.Record(answer.Elapsed.TotalSeconds, name);
        if (_largest.Enabled && Largest(answer.Prediction) is { } largest)
            _largest.Record(largest, name);
        activity?.SetTag("mlnetlabels.verdict", verdict).SetTag(Version, answer.Version);
    }

    public void Failed(string model, Exception error, TimeSpan elapsed, Activity? activity)
    {
        string type = error.GetType().Name;
        _duration.Record(elapsed.TotalSeconds, new(Model, model), new("error.type", type));
        activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", type);
    }

    public void Loaded(string model, bool isGood) =>
        _loads.Add(1, new(Model, model), new KeyValuePair<string, object?>("mlnetlabels.load.good", isGood));

    public void Examined(string model, WindowReport report)
    {
        _windows.Add(1, new KeyValuePair<string, object?>(Model, model));
        foreach (var test in report.Tests.Where(test => test.IsAlarm))
            _alarms.Add(1, new(Model, model), new KeyValuePair<string, object?>(Test, test.Name));
    }

    /// <summary>Shows the last window of each model.</summary>
    public void ShowWindows(Func<IEnumerable<MonitorStatus>> models)
    {
        Show("confidence", "Mean probability of the answers.", report => report.MeanConfidence);
        Show("expected_accuracy", "Share of classes that should be right.", report => report.ExpectedAccuracy?.Value);
        Show("expected_f1", "F1 that the labels should reach.", report => report.ExpectedF1?.Value);
        _meter.CreateObservableGauge(
            "mlnetlabels.monitor.value",
            () =>
                Of(models)
                    .SelectMany(x => x.Report.Tests.Select(test => (x.Model, Test: test)))
                    .Where(x => x.Test.Value is not null)
                    .Select(x => new Measurement<double>(
                        x.Test.Value!.Value,
                        new(Model, x.Model),
                        new KeyValuePair<string, object?>(Test, x.Test.Name)
                    )),
            "1",
            "What the last window's tests found: share rejected, AUROC of a classifier, discrepancy."
        );

        void Show(string name, string what, Func<WindowReport, double?> figure) =>
            _meter.CreateObservableGauge(
                "mlnetlabels.monitor." + name,
                () =>
                    Of(models)
                        .Where(x => figure(x.Report) is not null)
                        .Select(x => new Measurement<double>(
                            figure(x.Report)!.Value,
                            new KeyValuePair<string, object?>(Model, x.Model)
                        )),
                "1",
                what
            );
    }

    public void ShowQueue(Func<int> length) =>
        _meter.CreateObservableUpDownCounter(
            "mlnetlabels.queue.length",
            length,
            "{image}",
            "Images that wait for a worker."
        );

    public void ShowModels(Func<IEnumerable<ModelStatus>> models) =>
        _meter.CreateObservableGauge(
            "mlnetlabels.model.generation",
            () =>
                models()
                    .Where(model => model.Version is not null)
                    .Select(model => new Measurement<int>(
                        model.Generation,
                        new(Model, model.Name),
                        new KeyValuePair<string, object?>(Version, model.Version)
                    )),
            "{bundle}",
            "How often a bundle took a model's place; the version stands at it."
        );

    public void Dispose() => _activities.Dispose();

    private static IEnumerable<(string Model, WindowReport Report)> Of(Func<IEnumerable<MonitorStatus>> models) =>
        models().Where(status => status.Last is not null).Select(status => (status.Model, status.Last!));

    private static double? Largest(Prediction answer) =>
        answer.Classes is { Count: > 0 } classes ? classes.Max(x => x.Probability)
        : answer.Labels is { Count: > 0 } labels ? labels.Max(x => x.Probability)
        : null;
}
