using System.Globalization;
using Microsoft.Extensions.Options;

namespace MlNetLabels.Hosting.Work;

/// <summary>
/// Lets as many images work at once as there are workers, and as many wait, for as long, as the options allow.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly SemaphoreSlim _workers;
    private readonly MlNetLabelsOptions _limits;
    private int _waiting;

    public WorkQueue(IOptions<MlNetLabelsOptions> options, Telemetry telemetry)
    {
        _limits = options.Value;
        _workers = new SemaphoreSlim(_limits.Workers);
        telemetry.ShowQueue(() => Waiting);
    }

    /// <summary>Images that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Images at work.</summary>
    public int Working => _limits.Workers - _workers.CurrentCount;

    public int Workers => _limits.Workers;

    /// <summary>Waits for a worker, which disposing the turn gives back.</summary>
    /// <exception cref="BusyException">Too many wait already, or it took too long.</exception>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_workers.Wait(0, CancellationToken.None))
            return new Turn(_workers);
        if (Interlocked.Increment(ref _waiting) > _limits.QueueLength)
        {
            Interlocked.Decrement(ref _waiting);
            throw new BusyException(
                string.Create(CultureInfo.InvariantCulture, $"{_limits.QueueLength} images wait already (QueueLength)"),
                TimeSpan.FromSeconds(1)
            );
        }
        try
        {
            if (await _workers.WaitAsync(_limits.QueueTime, cancellationToken).ConfigureAwait(false))
                return new Turn(_workers);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        throw new BusyException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"no worker was free within {_limits.QueueTime.TotalSeconds} s (QueueTime)"
            ),
            _limits.QueueTime
        );
    }

    /// <summary>Waits for a worker however long it takes, for work that paces itself.</summary>
    public async ValueTask<Turn> EnterPatientlyAsync(CancellationToken cancellationToken)
    {
        await _workers.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_workers);
    }

    public void Dispose() => _workers.Dispose();

    /// <summary>A worker's time.</summary>
    public readonly struct Turn(SemaphoreSlim workers) : IDisposable
    {
        public void Dispose() => workers.Release();
    }
}
