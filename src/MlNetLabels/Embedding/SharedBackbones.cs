using MlNetLabels.Backbones;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// The backbones that loaded pipelines opened by name, each opened once and closed with its last user. Thread-safe.
/// </summary>
internal sealed class SharedBackbones
{
    private readonly Dictionary<(string Name, string? Sha256), Shared> _open = [];

    /// <summary>Those of this process.</summary>
    public static SharedBackbones OfProcess { get; } = new();

    /// <summary>A backbone, opened where it is not open yet.</summary>
    /// <exception cref="InvalidInputException">
    /// There is no such backbone, or it is another than the model was trained with.
    /// </exception>
    public Lease Rent(BackboneReference reference)
    {
        var key = (reference.Name, reference.Sha256);
        lock (_open)
        {
            if (!_open.TryGetValue(key, out var shared))
                _open.Add(key, shared = new Shared(Backbone.Load(reference)));
            shared.Users++;
            return new Lease(shared.Backbone, () => Return(key));
        }
    }

    private void Return((string, string?) key)
    {
        lock (_open)
        {
            var shared = _open[key];
            if (--shared.Users > 0)
                return;
            _open.Remove(key);
            shared.Backbone.Dispose();
        }
    }

    private sealed class Shared(Backbone backbone)
    {
        public Backbone Backbone => backbone;

        public int Users { get; set; }
    }

    /// <summary>The use of a shared backbone, until it is disposed.</summary>
    internal sealed class Lease(Backbone backbone, Action giveBack) : IDisposable
    {
        private bool _returned;

        public Backbone Backbone => backbone;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _returned, true))
                giveBack();
        }
    }
}
