using Microsoft.Extensions.Logging;
using MlNetLabels.Hosting.Loading;

namespace MlNetLabels.Hosting.Watching;

/// <summary>
/// Lets every model look for a newer bundle: each time the interval is over, and soon after its folder said that
/// something happened.
/// </summary>
internal sealed class ReloadLoop : IDisposable
{
    // Copying a file says many times that something happened.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IEnumerable<ModelSlot>> _slots;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly FolderSignals _folders;
    private readonly Task _running;

    public ReloadLoop(Func<IEnumerable<ModelSlot>> slots, TimeSpan interval, TimeProvider time, ILogger log)
    {
        (_slots, _interval, _time, _log) = (slots, interval, time, log);
        _folders = new FolderSignals(log);
        _running = Task.Run(RunAsync);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait(TimeSpan.FromSeconds(5));
        _folders.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = TimeSpan.Zero;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await PauseAsync(pause).ConfigureAwait(false);
                pause = await LookAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _log.LoopFailed(error);
                pause = _interval;
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        using var told = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var signal = _folders.NextAsync(told.Token);
        await Task.WhenAny(signal, Task.Delay(pause, _time, told.Token)).ConfigureAwait(false);
        await told.CancelAsync().ConfigureAwait(false);
        await signal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(s_shortest, _time, _stop.Token).ConfigureAwait(false);
    }

    private async Task<TimeSpan> LookAsync()
    {
        var slots = _slots().ToArray();
        _folders.Watch([.. slots.Select(slot => slot.Folder).OfType<string>()]);
        var told = _folders.Take();
        var pauses = new List<Task<TimeSpan?>>(slots.Length);
        foreach (var slot in slots)
            pauses.Add(slot.CheckAsync(slot.Folder is { } folder && told.Contains(folder), _stop.Token));
        var next = _interval;
        foreach (var pause in pauses)
            // An address may take minutes to answer, for which files do not wait.
            if (pause.IsCompleted)
                next = await pause.ConfigureAwait(false) is { } own && own < next ? own : next;
            else
                next = next < s_shortest ? next : s_shortest;
        return next;
    }
}
