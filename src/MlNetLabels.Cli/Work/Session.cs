using MlNetLabels.Models;
using MlNetLabels.Vision.Backbones;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.Cli.Work;

/// <summary>One run's backbone and data source; the backbone is loaded on first need, since ready embeddings do without.</summary>
internal sealed class Session : IDisposable
{
    private readonly Lazy<Backbone> _backbone;

    public Session(string backbone, int threads, string maxFailures, CancellationToken cancellationToken)
        : this(() => Backbone.Load(backbone), threads, maxFailures, cancellationToken) { }

    public Session(BackboneReference reference, int threads, string maxFailures, CancellationToken cancellationToken)
        : this(() => reference.Load(), threads, maxFailures, cancellationToken) { }

    private Session(Func<Backbone> load, int threads, string maxFailures, CancellationToken cancellationToken)
    {
        _backbone = new Lazy<Backbone>(load);
        Embedder = new Lazy<ImageEmbedder>(() => new ImageEmbedder(_backbone.Value, new EmbeddingOptions { Threads = threads }));
        Source = new Source(Embedder, maxFailures, cancellationToken);
    }

    public Backbone Backbone => _backbone.Value;

    public Lazy<ImageEmbedder> Embedder { get; }

    public Source Source { get; }

    public void Dispose()
    {
        if (_backbone.IsValueCreated) _backbone.Value.Dispose();
    }
}
