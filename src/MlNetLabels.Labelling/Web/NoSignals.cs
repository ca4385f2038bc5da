using Microsoft.Extensions.Hosting;

namespace MlNetLabels.Labelling.Web;

/// <summary>Signals are for the program that shows the page, which ends it in its own time.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
