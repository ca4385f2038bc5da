using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MlNetLabels.Hosting.Loading;
using MlNetLabels.Hosting.Monitoring;
using MlNetLabels.Hosting.Watching;
using MlNetLabels.Hosting.Work;
using MlNetLabels.Models;

namespace MlNetLabels.Hosting;

/// <summary>Every model's place by name, and the loop that looks for newer bundles.</summary>
internal sealed class ImageModels : IImageModels, IDisposable
{
    private readonly ConcurrentDictionary<string, (ModelSlot Slot, SlotPredictor Predictor)> _models = new(
        StringComparer.Ordinal
    );
    private readonly MlNetLabelsOptions _options;
    private readonly ModelLoader _loader;
    private readonly ImageWork _work;
    private readonly WorkQueue _queue;
    private readonly Telemetry _telemetry;
    private readonly PredictionMonitor _monitor;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ReloadLoop _loop;
    private int _isDisposed;

    public ImageModels(
        IOptions<MlNetLabelsOptions> options,
        ModelLoader loader,
        ImageWork work,
        WorkQueue queue,
        Telemetry telemetry,
        PredictionMonitor monitor,
        TimeProvider time,
        ILogger<ImageModels>? log = null
    )
    {
        (_options, _loader, _work, _queue, _telemetry, _monitor, _time, _log) = (
            options.Value,
            loader,
            work,
            queue,
            telemetry,
            monitor,
            time,
            log ?? NullLogger<ImageModels>.Instance
        );
        foreach (var (name, given) in _options.Models)
            Put(name, given);
        telemetry.ShowModels(List);
        _loop = new ReloadLoop(() => _models.Values.Select(model => model.Slot), _options.PollInterval, time, _log);
    }

    /// <summary>The model of a predictor without a key.</summary>
    public IImagePredictor Default =>
        _options.DefaultModel is { } name
            ? Find(name) ?? throw new InvalidInputException($"The default model '{name}' was removed.")
        : _models.Values.ToArray() is [var only] ? only.Predictor
        : throw new InvalidInputException(
            $"There are {_models.Count} models and none is the default one: name it by {MlNetLabelsOptions.SectionName}:"
                + "DefaultModel, or ask for a predictor by its key."
        );

    public IEnumerable<ModelSlot> Slots => _models.Values.Select(model => model.Slot);

    public IReadOnlyList<ModelStatus> List() =>
        [.. _models.Values.Select(model => model.Slot.Status).OrderBy(model => model.Name, StringComparer.Ordinal)];

    public IImagePredictor? Find(string name) => _models.TryGetValue(name, out var model) ? model.Predictor : null;

    public async Task<Model?> LoadAsync(string name, CancellationToken cancellationToken) =>
        !_models.TryGetValue(name, out var model) ? null
        : model.Slot.Current is { } current ? current.Model
        : (await model.Slot.LoadAsync(cancellationToken).ConfigureAwait(false)).Model;

    public void Add(string name, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        if (OptionsChecks.Problems(name, options).FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        if (!Put(name, options))
            throw new ArgumentException($"There is a model '{name}' already.", nameof(name));
    }

    public bool Remove(string name)
    {
        if (!_models.TryRemove(name, out var model))
            return false;
        model.Slot.Dispose();
        _monitor.Forget(name);
        return true;
    }

    public async Task<ModelStatus?> RefreshAsync(string name, CancellationToken cancellationToken)
    {
        if (!_models.TryGetValue(name, out var model))
            return null;
        await model.Slot.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return model.Slot.Status;
    }

    // Known by two types, a container disposes it twice.
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _loop.Dispose();
        foreach (string name in _models.Keys)
            Remove(name);
    }

    private bool Put(string name, ModelOptions options)
    {
        var slot = new ModelSlot(name, options, _options, _loader, _telemetry, _time, _log);
        return _models.TryAdd(name, (slot, new SlotPredictor(slot, _work, _queue)));
    }
}
