using MlNetLabels.Backbones;
using MlNetLabels.Images;
using MlNetLabels.Models;

namespace MlNetLabels.Embedding;

/// <summary>From an image to a model's answer in one call: a bundle and the backbone that it was trained on.</summary>
/// <remarks>
/// Thread-safe: one instance serves all callers at once, each on one thread. Disposing it lets predictions under way
/// end and refuses later ones, so that it can be replaced by another under load.
/// </remarks>
public sealed class ImagePredictor : IDisposable
{
    private readonly ImageEmbedder _embedder;
    private readonly UseCounter _uses;

    /// <summary>Puts a model and its backbone together; the backbone stays the caller's to dispose.</summary>
    /// <param name="model">The model.</param>
    /// <param name="backbone">What it was trained on.</param>
    /// <param name="options">How images are read; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The backbone is another than the model was trained on.</exception>
    public ImagePredictor(Model model, Backbone backbone, EmbeddingOptions? options = null)
        : this(model, backbone, options, ownsBackbone: false) { }

    private ImagePredictor(Model model, Backbone backbone, EmbeddingOptions? options, bool ownsBackbone)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(backbone);
        backbone.CheckIs(model.Description.Backbone);
        Model = model;
        _embedder = new ImageEmbedder(backbone, options);
        _uses = new UseCounter(() =>
        {
            if (ownsBackbone)
                backbone.Dispose();
        });
    }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>Opens a bundle and, from its package or <paramref name="backbones"/>, the backbone that it names.</summary>
    /// <param name="path">What <see cref="Model.Save(string)"/> wrote.</param>
    /// <param name="options">How images are read; null for the defaults.</param>
    /// <param name="backbones">Where backbones are looked up besides packages; null for nowhere.</param>
    /// <exception cref="InvalidInputException">
    /// The bundle is damaged, or its backbone is missing or another than it was trained on.
    /// </exception>
    public static ImagePredictor Load(
        string path,
        EmbeddingOptions? options = null,
        BackboneOptions? backbones = null
    ) => Open(Model.Load(path), options, backbones);

    /// <summary>Opens a bundle from a stream that can seek and stays open.</summary>
    /// <inheritdoc cref="Load(string, EmbeddingOptions?, BackboneOptions?)"/>
    public static ImagePredictor Load(
        Stream stream,
        EmbeddingOptions? options = null,
        BackboneOptions? backbones = null
    ) => Open(Model.Load(stream), options, backbones);

    /// <summary>Predicts one image.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="rejectRate">Another share of in-domain images to reject than the model was trained with.</param>
    /// <param name="cancellationToken">Stops the work, decoding included.</param>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public Prediction Predict(string path, double? rejectRate = null, CancellationToken cancellationToken = default)
    {
        _uses.Enter(this);
        try
        {
            return Model.Predict(_embedder.Embed(path, cancellationToken), rejectRate);
        }
        finally
        {
            _uses.Leave();
        }
    }

    /// <summary>Predicts one image from its file's bytes.</summary>
    /// <inheritdoc cref="Predict(string, double?, CancellationToken)"/>
    public Prediction Predict(
        ReadOnlySpan<byte> content,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        _uses.Enter(this);
        try
        {
            return Model.Predict(_embedder.Embed(content, cancellationToken), rejectRate);
        }
        finally
        {
            _uses.Leave();
        }
    }

    /// <summary>Predicts one image on a thread of the pool, which decoding and the network keep busy.</summary>
    /// <inheritdoc cref="Predict(string, double?, CancellationToken)"/>
    public Task<Prediction> PredictAsync(
        string path,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    ) => Task.Run(() => Predict(path, rejectRate, cancellationToken), cancellationToken);

    /// <summary>Predicts one image from its file's bytes, which must not change meanwhile, on a thread of the pool.</summary>
    /// <inheritdoc cref="Predict(string, double?, CancellationToken)"/>
    public Task<Prediction> PredictAsync(
        ReadOnlyMemory<byte> content,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    ) => Task.Run(() => Predict(content.Span, rejectRate, cancellationToken), cancellationToken);

    /// <summary>
    /// Predicts one image from a stream, such as a request's body: it is read to its end without blocking and stays
    /// open.
    /// </summary>
    /// <inheritdoc cref="Predict(string, double?, CancellationToken)"/>
    public async Task<Prediction> PredictAsync(
        Stream stream,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        _uses.Enter(this);
        try
        {
            float[] embedding = await _embedder.EmbedAsync(stream, cancellationToken).ConfigureAwait(false);
            return Model.Predict(embedding, rejectRate);
        }
        finally
        {
            _uses.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _uses.Close();

    private static ImagePredictor Open(Model model, EmbeddingOptions? options, BackboneOptions? backbones)
    {
        var backbone = Backbone.Load(model.Description.Backbone, backbones);
        try
        {
            return new ImagePredictor(model, backbone, options, ownsBackbone: true);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }
}
