using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Hosting.Work;
using MlNetLabels.Images;

namespace MlNetLabels.Hosting.Tests;

/// <summary>More work than the options allow is refused with its reason, and leaves nothing behind.</summary>
public sealed class BoundedWorkTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private static readonly byte[] s_red = ColourBundles.Picture(500, isRed: true);

    [Fact]
    public async Task Queue_Full_RefusesTheNextAtOnce()
    {
        await using var host = await StartAsync(options => (options.Workers, options.QueueLength) = (1, 2));
        var queue = host.Services.GetRequiredService<WorkQueue>();
        var turn = await queue.EnterAsync(default);
        var waiting = new[] { host.Predictor.PredictAsync(s_red), host.Predictor.PredictAsync(s_red) };

        var error = await Assert.ThrowsAsync<BusyException>(() => host.Predictor.PredictAsync(s_red));
        int length = queue.Waiting;
        turn.Dispose();

        Assert.Contains("QueueLength", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, length);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal("red", answer.Prediction.Class));
        Assert.Equal((0, 0), (queue.Waiting, queue.Working));
    }

    [Fact]
    public async Task Queue_NoWorkerInTime_IsRefused()
    {
        await using var host = await StartAsync(options =>
            (options.Workers, options.QueueTime) = (1, TimeSpan.FromMilliseconds(20))
        );
        using var turn = await host.Services.GetRequiredService<WorkQueue>().EnterAsync(default);

        var error = await Assert.ThrowsAsync<BusyException>(() => host.Predictor.PredictAsync(s_red));

        Assert.Contains("0.02 s (QueueTime)", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(20), error.RetryAfter);
    }

    [Fact]
    public async Task Queue_CallerLeaves_TakesNoTurn()
    {
        await using var host = await StartAsync(options => options.Workers = 1);
        var queue = host.Services.GetRequiredService<WorkQueue>();
        using var left = new CancellationTokenSource();
        var turn = await queue.EnterAsync(default);
        var waiting = host.Predictor.PredictAsync(s_red, null, left.Token);

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        turn.Dispose();

        Assert.Equal((0, 0), (queue.Waiting, queue.Working));
    }

    [Fact]
    public async Task Bytes_AboveWhatMayWait_AreRefusedAndGivenBack()
    {
        await using var host = await StartAsync(options =>
            (options.Workers, options.MaxImageBytes, options.MaxQueuedBytes) = (1, 1 << 20, 1 << 20)
        );
        var bytes = host.Services.GetRequiredService<QueuedBytes>();
        using var turn = await host.Services.GetRequiredService<WorkQueue>().EnterAsync(default);
        using var left = new CancellationTokenSource();
        var first = host.Predictor.PredictAsync(new MemoryStream(new byte[500_000]), null, left.Token);

        var error = await Assert.ThrowsAsync<BusyException>(() =>
            host.Predictor.PredictAsync(new MemoryStream(new byte[600_000]))
        );
        long held = bytes.Taken;
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Assert.Contains("MaxQueuedBytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(held, 500_000, 1 << 20);
        Assert.Equal(0, bytes.Taken);
    }

    [Fact]
    public async Task Bytes_OfOneImageAboveItsLimit_AreNoImage()
    {
        await using var host = await StartAsync(options => options.MaxImageBytes = 1000);

        var error = await Assert.ThrowsAsync<ImageException>(() =>
            host.Predictor.PredictAsync(new MemoryStream(new byte[1001]))
        );

        Assert.Contains("1000 bytes (MaxImageBytes)", error.Reason, StringComparison.Ordinal);
        Assert.Equal(0, host.Services.GetRequiredService<QueuedBytes>().Taken);
    }

    [Fact]
    public async Task Predict_ManyCallersAtOnce_EachGetsTheAnswerOfItsOwnImage()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 40).Select(i => ColourBundles.Picture(600 + i, isRed: i % 2 == 0))];
        await using var host = await StartAsync(options =>
            (options.QueueLength, options.QueueTime) = (100_000, TimeSpan.FromMinutes(10))
        );
        var alone = new List<float[]>();
        foreach (byte[] picture in pictures)
            alone.Add((await host.Predictor.PredictAsync(picture)).Embedding.ToArray());

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 1000)
                .Select(i => host.Predictor.PredictAsync(new MemoryStream(pictures[i * 7 % pictures.Length])))
        );

        Assert.All(
            answers.Select((answer, i) => (answer, i)),
            x => Assert.Equal(alone[x.i * 7 % pictures.Length], x.answer.Embedding.ToArray())
        );
    }

    private Task<Hosted> StartAsync(Action<MlNetLabelsOptions> configure) =>
        Hosted.StartAsync(models => models.FromFile("m", bundles.English).Configure(configure));
}
