using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.Hosting;

/// <summary>Before the host starts: native libraries and every model that is not lazy, and one picture through each.</summary>
internal sealed class WarmUp(ImageModels models, ILogger<WarmUp>? log = null) : IHostedLifecycleService
{
    private static readonly ImagePredictionOptions s_own = new() { IsOwn = true };

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.Run(ImageEmbedder.LoadNativeLibraries, cancellationToken).ConfigureAwait(false);
        int ready = 0;
        foreach (var slot in models.Slots.Where(slot => !slot.IsLazy))
        {
            await slot.LoadAsync(cancellationToken).ConfigureAwait(false);
            ready++;
            // The first request would otherwise pay for compiling the way of a file's bytes.
            try
            {
                if (models.Find(slot.Name) is { } predictor)
                    await predictor.PredictAsync(WarmUpPicture.Jpeg, s_own, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is ImageException or BusyException)
            {
                // Limits may be lower than any picture.
            }
        }
        log?.Ready(ready, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
