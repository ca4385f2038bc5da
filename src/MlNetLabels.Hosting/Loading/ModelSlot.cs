using Microsoft.Extensions.Logging;
using MlNetLabels.Shared;

namespace MlNetLabels.Hosting.Loading;

/// <summary>
/// The place of one named model: loads it when asked for, and puts a newer one in its place in one step. Thread-safe.
/// </summary>
internal sealed class ModelSlot : IDisposable
{
    private readonly ModelOptions _options;
    private readonly ModelSource _source;
    private readonly ModelLoader _loader;
    private readonly SlotClock _clock;
    private readonly Telemetry _telemetry;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _work = new(1);
    private ModelGeneration? _current;
    private string? _stamp;
    private string? _problem;
    private int _generations;
    private volatile bool _isRemoved;

    public ModelSlot(
        string name,
        ModelOptions options,
        MlNetLabelsOptions limits,
        ModelLoader loader,
        Telemetry telemetry,
        TimeProvider time,
        ILogger log
    )
    {
        (Name, _options, _loader, _telemetry, _log) = (name, options, loader, telemetry, log);
        _source = ModelSource.Of(options, limits);
        _clock = new SlotClock(time, _source.Period ?? limits.PollInterval, limits.SettlingTime);
    }

    public string Name { get; }

    public bool IsLazy => _options.Lazy;

    public string? Folder => IsWatched ? _source.Folder : null;

    private bool IsWatched => _source.IsWatched;

    /// <summary>The bundle in place; null before the first.</summary>
    public ModelGeneration? Current => Volatile.Read(ref _current);

    public ModelStatus Status =>
        Current is { } now
            ? new(Name, now.Version, now.Number, now.LoadedAt, Volatile.Read(ref _problem), IsLazy)
            : new(Name, null, 0, null, Volatile.Read(ref _problem), IsLazy);

    /// <summary>The bundle in place, kept until the use is disposed.</summary>
    /// <exception cref="InvalidInputException">There is none yet, and it cannot be loaded.</exception>
    /// <exception cref="ObjectDisposedException">The model was removed.</exception>
    public async ValueTask<(ModelGeneration Generation, UseCount.Use Use)> EnterAsync(
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isRemoved, this);
            var current = Current ?? await LoadAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return (current, current.Enter());
            }
            catch (ObjectDisposedException) when (!ReferenceEquals(current, Current))
            {
                // Another took its place just now.
            }
        }
    }

    /// <summary>Loads the model unless it is there.</summary>
    /// <exception cref="InvalidInputException">It cannot be loaded.</exception>
    public async Task<ModelGeneration> LoadAsync(CancellationToken cancellationToken)
    {
        await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isRemoved, this);
            if (Current is { } loaded)
                return loaded;
            // Many requests for a model that cannot be loaded do not read it again each.
            if (_problem is { } known && !_clock.MayRetry)
                throw new InvalidInputException(known);
            try
            {
                using var found = await _source.LookAsync(null, cancellationToken).ConfigureAwait(false);
                Put(found);
                return Current!;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Failed(error, null);
                throw;
            }
        }
        finally
        {
            _work.Release();
        }
    }

    /// <summary>Looks for a newer bundle when its time has come.</summary>
    /// <param name="isTold">Whether something happened in its folder, so that the time has come.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How long until the next look is worth it; null where none is.</returns>
    public async Task<TimeSpan?> CheckAsync(bool isTold, CancellationToken cancellationToken)
    {
        if (!IsWatched || Current is null || _isRemoved)
            return null;
        if (_clock.TimeToLook(isTold && _source.Period is null) is { } later)
            return later;
        if (!await _work.WaitAsync(0, cancellationToken).ConfigureAwait(false))
            return _clock.Pause;
        try
        {
            await LookAsync(isPatient: true, cancellationToken).ConfigureAwait(false);
            return _clock.Looked();
        }
        finally
        {
            _work.Release();
        }
    }

    /// <summary>Looks now, and takes what is there without waiting for it to settle.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isRemoved)
                await LookAsync(isPatient: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _work.Release();
        }
    }

    public void Dispose()
    {
        _isRemoved = true;
        Interlocked.Exchange(ref _current, null)?.Close();
    }

    private async Task LookAsync(bool isPatient, CancellationToken cancellationToken)
    {
        string? stamp = null;
        try
        {
            using var found = await _source.LookAsync(_stamp, cancellationToken).ConfigureAwait(false);
            stamp = found.Stamp;
            if (stamp == _stamp)
            {
                _clock.IsSettled(null);
                Volatile.Write(ref _problem, null);
                return;
            }
            if (isPatient && _source.Settles && !_clock.IsSettled(stamp))
                return;
            if (isPatient && _clock.HasFailed(stamp))
                return;
            Put(found);
        }
        // While it is written anew, a file is missing or empty for a moment.
        catch (InvalidInputException error)
            when (stamp is null && isPatient && _source.Settles && !_clock.IsSettled(error.Message)) { }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Failed(error, stamp);
        }
    }

    private void Put(FoundBundle found)
    {
        var next = _loader.Load(found.Content, [.. _options.Trust], _generations + 1);
        _generations++;
        (_stamp, _problem) = (found.Stamp, null);
        _clock.Succeeded();
        var last = Interlocked.Exchange(ref _current, next);
        // Removed meanwhile: nobody else would close it.
        if (_isRemoved)
            Interlocked.Exchange(ref _current, null)?.Close();
        last?.Close();
        _telemetry.Loaded(Name, isGood: true);
        _log.ModelLoaded(Name, next.Version, next.Number, _source.Where);
        foreach (string note in next.Model.Notes())
            _log.ModelNote(Name, note);
    }

    private void Failed(Exception error, string? stamp)
    {
        _clock.Failed(stamp);
        if (_problem == error.Message)
            return;
        Volatile.Write(ref _problem, error.Message);
        _telemetry.Loaded(Name, isGood: false);
        if (Current is { } old)
            _log.ReloadFailed(Name, old.Version, error.Message);
        else
            _log.LoadFailed(Name, error.Message);
    }
}
