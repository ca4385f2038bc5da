using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MlNetLabels.Monitoring;

namespace MlNetLabels.Hosting.Monitoring;

/// <summary>Collects every model's predictions, and examines full windows one at a time.</summary>
internal sealed class PredictionMonitor : IPredictionMonitor, IDisposable
{
    // Rests between windows, in times of what the last one took.
    private const int Rests = 19;

    private readonly ConcurrentDictionary<string, ModelWatch> _models = new(StringComparer.Ordinal);

    // Each model stands in it once at most.
    private readonly Channel<ModelWatch> _full = Channel.CreateUnbounded<ModelWatch>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly CancellationTokenSource _stop = new();
    private readonly int _size;
    private readonly WindowOptions _options;
    private readonly Telemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _work;
    private int _isDisposed;

    public PredictionMonitor(
        IOptions<MlNetLabelsOptions> options,
        Telemetry telemetry,
        TimeProvider time,
        ILogger<PredictionMonitor>? log = null
    )
    {
        _size = options.Value.MonitorWindow;
        _options = new WindowOptions { FalseAlarmRate = options.Value.MonitorFalseAlarms };
        (_telemetry, _time, _log) = (telemetry, time, log ?? NullLogger<PredictionMonitor>.Instance);
        telemetry.ShowWindows(List);
        _work = Task.Run(ExamineAsync);
    }

    public IReadOnlyList<MonitorStatus> List() =>
        [.. _models.Values.Select(watch => watch.Status).OrderBy(status => status.Model, StringComparer.Ordinal)];

    public MonitorStatus Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _models.TryGetValue(model, out var watch) ? watch.Status : new ModelWatch(model, _size).Status;
    }

    /// <summary>Takes an answer of a model's bundle.</summary>
    public void Observe(string model, int generation, ImageAnswer answer)
    {
        if (_size == 0)
            return;
        var watch = _models.GetOrAdd(model, name => new ModelWatch(name, _size));
        if (watch.Add(generation, answer))
            _full.Writer.TryWrite(watch);
    }

    /// <summary>Forgets a model.</summary>
    public void Forget(string model) => _models.TryRemove(model, out _);

    // Known by two types, a container disposes it twice.
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _full.Writer.TryComplete();
        _stop.Cancel();
        _work.Wait();
        _stop.Dispose();
    }

    private async Task ExamineAsync()
    {
        try
        {
            await foreach (var watch in _full.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                long start = Stopwatch.GetTimestamp();
                Examine(watch);
                await Task.Delay(Stopwatch.GetElapsedTime(start) * Rests, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Watching must not end by what it watches.")]
    private void Examine(ModelWatch watch)
    {
        try
        {
            if (watch.Examine(_options, _time, _stop.Token) is not { } report)
                return;
            _telemetry.Examined(watch.Name, report);
            if (report.HasChanged == true)
                _log.WindowChanged(watch.Name, watch.Status.Version ?? "", report.Summary);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            watch.Drop();
            _log.WindowFailed(error, watch.Name);
        }
    }
}
