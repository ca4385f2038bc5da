using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace MlNetLabels.Hosting.Tests;

/// <summary>What a service shows to those who watch it.</summary>
public sealed class TelemetryTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    [Fact]
    public async Task Meter_Predictions_TellsStagesVerdictsAndVersion()
    {
        await using var host = await Hosted.StartAsync(models => models.FromFile("watched", bundles.English));
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        var seen = new List<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "MlNetLabels" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i.Name, value, tags));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Note(i.Name, value, tags));
        listener.Start();

        var answer = await host.Predictor.PredictAsync(ColourBundles.Picture(1, isRed: true));
        await Assert.ThrowsAnyAsync<Exception>(() => host.Predictor.PredictAsync(new byte[] { 1, 2, 3 }));
        listener.RecordObservableInstruments();

        string[] stages =
        [
            .. seen.Where(x => x.Name == "mlnetlabels.stage.duration")
                .Select(x => (string)x.Tags["mlnetlabels.stage"]!),
        ];
        Assert.Equal(["queue", "decode", "backbone", "heads", "queue"], stages);
        var verdict = Assert.Single(seen, x => x.Name == "mlnetlabels.predictions");
        Assert.Equal(answer.Prediction.Verdict.ToString(), verdict.Tags["mlnetlabels.verdict"]);
        Assert.Equal("watched", verdict.Tags["mlnetlabels.model"]);
        var largest = Assert.Single(seen, x => x.Name == "mlnetlabels.prediction.largest_probability");
        Assert.Equal(answer.Prediction.Classes!.Max(x => x.Probability), largest.Value);
        Assert.Equal(2, seen.Count(x => x.Name == "mlnetlabels.prediction.duration"));
        Assert.Single(seen, x => x.Tags.TryGetValue("error.type", out object? type) && type is "ImageException");
        var generation = Assert.Single(seen, x => x.Name == "mlnetlabels.model.generation");
        Assert.Equal((1, answer.Version), (generation.Value, generation.Tags["mlnetlabels.model.version"]));
        Assert.Single(seen, x => x.Name == "mlnetlabels.queue.length");

        void Note(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
                seen.Add((name, value, new Dictionary<string, object?>(tags.ToArray())));
        }
    }

    [Fact]
    public async Task Activity_Prediction_CarriesModelVersionAndVerdict()
    {
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MlNetLabels",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (seen)
                    seen.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await Hosted.StartAsync(models => models.FromFile("traced", bundles.English));

        var answer = await host.Predictor.PredictAsync(ColourBundles.Picture(1, isRed: true));

        var last = seen.Last(x => (string?)x.GetTagItem("mlnetlabels.model") == "traced");
        Assert.Equal(answer.Version, last.GetTagItem("mlnetlabels.model.version"));
        Assert.Equal(answer.Prediction.Verdict.ToString(), last.GetTagItem("mlnetlabels.verdict"));
    }
}
