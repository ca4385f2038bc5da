using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MlNetLabels.Hosting.Tests;

/// <summary>What a service sees of the images that it is asked about.</summary>
public sealed class MonitorTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    // Only what never comes takes this long.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private const string Small = "20";

    [Fact]
    public async Task Find_Nothing_IsAskedYet()
    {
        await using var host = await StartAsync();

        var status = Monitor(host).Find("english");

        Assert.Equal((20, 0, 0L, null), (status.WindowSize, status.Collected, status.Windows, status.Last));
        Assert.Empty(Monitor(host).List());
    }

    [Fact]
    public async Task Windows_SameImages_ThenOthers_AlarmOnlyThen()
    {
        await using var host = await StartAsync();

        await AskAsync(host, Enumerable.Range(500, 20).Select(i => ColourBundles.Picture(i, isRed: i % 2 == 0)));
        var calm = await Until(host, x => x.Windows == 1);
        await AskAsync(host, Enumerable.Range(0, 20).Select(Grey));
        var changed = await Until(host, x => x.Windows == 2);

        Assert.False(calm.Last!.HasChanged, calm.Last.Summary);
        Assert.Equal((20, 0L), (calm.Last.Images, calm.Alarms));
        Assert.True(changed.Last!.HasChanged, changed.Last.Summary);
        Assert.Equal(1, changed.Alarms);
        Assert.NotNull(changed.ExaminedAt);
        Assert.Equal(0, changed.Collected);
        Assert.Contains(host.Log, x => x.StartsWith("Warning: model english", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Window_OneImageAgainAndAgain_NeverFills()
    {
        await using var host = await StartAsync();

        await AskAsync(host, Enumerable.Repeat(ColourBundles.Picture(1, isRed: true), 50));

        Assert.Equal((1, 0L), (Monitor(host).Find("english").Collected, Monitor(host).Find("english").Windows));
    }

    [Fact]
    public async Task Window_NewerBundle_BeginsAnew()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("english.mlabels");
        File.Copy(bundles.English, path);
        await using var host = await StartAsync(path, watch: true);
        await AskAsync(host, Enumerable.Range(0, 5).Select(i => ColourBundles.Picture(i, isRed: true)));
        string? before = Monitor(host).Find("english").Version;

        Overwriting.Write(path, File.ReadAllBytes(bundles.German));
        await host.Until(x => x.Generation == 2);
        await AskAsync(host, [ColourBundles.Picture(7, isRed: true)]);

        var status = Monitor(host).Find("english");
        Assert.Equal(1, status.Collected);
        Assert.NotEqual(before, status.Version);
    }

    [Fact]
    public async Task Models_Removed_AreForgotten()
    {
        await using var host = await StartAsync();
        await AskAsync(host, [ColourBundles.Picture(1, isRed: true)]);

        host.Models.Remove("english");

        Assert.Empty(Monitor(host).List());
    }

    [Fact]
    public async Task Size_Zero_WatchesNothing()
    {
        await using var host = await StartAsync(size: "0");

        await AskAsync(host, Enumerable.Range(0, 30).Select(i => ColourBundles.Picture(i, isRed: true)));

        Assert.Equal((0, 0), (Monitor(host).Find("english").WindowSize, Monitor(host).Find("english").Collected));
    }

    [Theory]
    [InlineData("MonitorWindow", "7", "below 20")]
    [InlineData("MonitorWindow", "5000", "2000")]
    [InlineData("MonitorFalseAlarms", "0", "0.5")]
    public async Task Options_OutOfRange_AreToldAtTheStart(string option, string value, string said)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            Hosted.StartAsync(
                models => models.FromFile(bundles.English),
                new Dictionary<string, string?> { [$"MlNetLabels:{option}"] = value }
            )
        );

        Assert.Contains(option, error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meter_Window_ShowsFiguresAndAlarms()
    {
        await using var host = await StartAsync();
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        var seen = new List<(string Name, double Value, string? Test)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.Contains(".monitor.", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i.Name, value, tags));
        listener.Start();

        await AskAsync(host, Enumerable.Range(0, 20).Select(Grey));
        var status = await Until(host, x => x.Windows == 1);
        // Counted once the status is there.
        await Until(host, _ => seen.Any(x => x.Name == "mlnetlabels.monitor.windows"));
        listener.RecordObservableInstruments();

        var report = status.Last!;
        lock (seen)
        {
            foreach (var test in report.Tests)
                Assert.Contains(("mlnetlabels.monitor.value", test.Value!.Value, test.Name), seen);
            Assert.Contains(("mlnetlabels.monitor.confidence", report.MeanConfidence!.Value, null), seen);
        }
        Assert.True(report.HasChanged);

        void Note(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? test = null;
            foreach (var tag in tags)
                if (tag.Key == "mlnetlabels.monitor.test")
                    test = (string?)tag.Value;
            lock (seen)
                seen.Add((name, value, test));
        }
    }

    private Task<Hosted> StartAsync(string? path = null, bool watch = false, string size = Small) =>
        Hosted.StartAsync(
            models => models.FromFile("english", path ?? bundles.English, watch),
            new Dictionary<string, string?> { ["MlNetLabels:MonitorWindow"] = size }
        );

    private static IPredictionMonitor Monitor(Hosted host) => host.Services.GetRequiredService<IPredictionMonitor>();

    private static async Task AskAsync(Hosted host, IEnumerable<byte[]> pictures)
    {
        foreach (byte[] picture in pictures)
            await host.Predictor.PredictAsync(picture);
    }

    private static async Task<MonitorStatus> Until(Hosted host, Func<MonitorStatus, bool> holds)
    {
        var limit = DateTime.UtcNow + s_patience;
        while (true)
        {
            var status = Monitor(host).Find("english");
            if (holds(status))
                return status;
            Assert.True(DateTime.UtcNow < limit, $"It never came: {status}");
            await Task.Delay(5);
        }
    }

    // Neither red nor blue, and smooth.
    private static byte[] Grey(int i)
    {
        const int Side = 40;
        var pixels = new byte[3 * Side * Side];
        for (int at = 0; at < pixels.Length; at++)
            pixels[at] = (byte)(100 + i + at / (3 * Side));
        return TestImages.Png(pixels, Side, Side);
    }
}
