using MlNetLabels.Monitoring;

namespace MlNetLabels.Hosting.Monitoring;

/// <summary>The window of one model that is being filled, and what became of those before. Thread-safe.</summary>
/// <param name="name">The model's name.</param>
/// <param name="size">Images that make a window.</param>
internal sealed class ModelWatch(string name, int size)
{
    private readonly Lock _lock = new();
    private PredictionWindow? _window;
    private int _generation;
    private bool _isFull;
    private MonitorStatus _status = new(name, null, size, 0, 0, 0, 0, null, null);

    public string Name => name;

    public MonitorStatus Status
    {
        get
        {
            lock (_lock)
                return _status with { Collected = _window?.Images ?? 0 };
        }
    }

    /// <summary>Takes an answer; whether the window has just become full.</summary>
    public bool Add(int generation, ImageAnswer answer)
    {
        lock (_lock)
        {
            // The last answers of a bundle that was replaced.
            if (generation < _generation)
                return false;
            if (generation > _generation)
            {
                _generation = generation;
                (_window, _isFull) = (null, false);
                _status = new(name, answer.Version, size, 0, 0, 0, 0, null, null);
            }
            if (_isFull)
            {
                _status = _status with { LeftOut = _status.LeftOut + 1 };
                return false;
            }
            if (_window is null)
            {
                _window = new PredictionWindow(answer.Model);
                _status = _status with { NeverTested = _window.NeverTested };
            }
            _window.Add(answer.Prediction, answer.Embedding.Span);
            return _isFull = _window.Images >= size;
        }
    }

    /// <summary>Examines the full window and begins the next one; null where another bundle came meanwhile.</summary>
    public WindowReport? Examine(WindowOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        PredictionWindow? full;
        lock (_lock)
            full = _isFull ? _window : null;
        // Nothing is added to a full window.
        var report = full?.Examine(options, cancellationToken);
        lock (_lock)
        {
            if (report is null || full != _window)
                return null;
            (_window, _isFull) = (null, false);
            _status = _status with
            {
                Windows = _status.Windows + 1,
                Alarms = _status.Alarms + (report.HasChanged == true ? 1 : 0),
                ExaminedAt = time.GetUtcNow(),
                Last = report,
            };
            return report;
        }
    }

    /// <summary>Drops a window that cannot be examined.</summary>
    public void Drop()
    {
        lock (_lock)
            (_window, _isFull) = (null, false);
    }
}
