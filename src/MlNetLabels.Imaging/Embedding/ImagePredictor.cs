using MlNetLabels.Backbones;
using MlNetLabels.Models;
using MlNetLabels.Shared;

namespace MlNetLabels.Embedding;

/// <summary>From an image to a model's answer in one call: the model's backbone embeds it, the model judges it.</summary>
/// <remarks>
/// <para>
/// Thread-safe: one instance serves all requests of a service. Disposing it under load is safe: predictions in flight
/// end as usual, the last of them frees the backbone, and later calls throw <see cref="ObjectDisposedException"/>. So a
/// new model takes an old one's place by <c>Interlocked.Exchange(ref predictor, ImagePredictor.Load(path)).Dispose()</c>;
/// whoever had just fetched the old one calls again on the new one.
/// </para>
/// <para>
/// Decoding and the network are work for a processor: the asynchronous calls read without keeping a thread and then do
/// that work on one thread of the pool.
/// </para>
/// </remarks>
public sealed class ImagePredictor : IDisposable
{
    private readonly ImageEmbedder _embedder;
    private readonly UseCount _uses;

    /// <summary>A predictor over a backbone that stays the caller's: disposing the predictor leaves it open.</summary>
    /// <param name="model">What judges.</param>
    /// <param name="backbone">The backbone that the model was trained with.</param>
    /// <param name="options">Time and limits of decoding, cache; null for the defaults.</param>
    /// <exception cref="InvalidInputException">It is another backbone than the model was trained with.</exception>
    public ImagePredictor(Model model, Backbone backbone, EmbeddingOptions? options = null)
        : this(model, backbone, options, static () => { }) { }

    private ImagePredictor(Model model, Backbone backbone, EmbeddingOptions? options, Action free)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(backbone);
        backbone.CheckIs(model.Description.Backbone);
        (Model, _embedder, _uses) = (model, new ImageEmbedder(backbone, options), new UseCount(free));
    }

    /// <summary>What judges the images: names, thresholds, training, the domain check.</summary>
    public Model Model { get; }

    /// <summary>Opens a bundle and the backbone that it was trained with.</summary>
    /// <param name="path">The bundle, <c>*.mlabels</c>.</param>
    /// <param name="options">Time and limits of decoding, cache; null for the defaults.</param>
    /// <param name="backbones">Where the backbone is looked for; null for the usual places.</param>
    /// <param name="trusted">Keys one of which must have signed the bundle; null to take unsigned ones, too.</param>
    /// <exception cref="InvalidInputException">
    /// The bundle cannot be read, is damaged or not signed as asked for; its backbone is not here, or another one of
    /// that name is.
    /// </exception>
    public static ImagePredictor Load(
        string path,
        EmbeddingOptions? options = null,
        BackboneOptions? backbones = null,
        IReadOnlyList<BundleKey>? trusted = null
    ) => Open(Model.Load(path, trusted), options, backbones);

    /// <summary>Opens a bundle, which is what is left of a stream, and the backbone that it was trained with.</summary>
    /// <param name="stream">The bundle; it stays open and may be one that cannot seek.</param>
    /// <param name="options">Time and limits of decoding, cache; null for the defaults.</param>
    /// <param name="backbones">Where the backbone is looked for; null for the usual places.</param>
    /// <param name="trusted">Keys one of which must have signed the bundle; null to take unsigned ones, too.</param>
    /// <exception cref="InvalidInputException">As for a path.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static ImagePredictor Load(
        Stream stream,
        EmbeddingOptions? options = null,
        BackboneOptions? backbones = null,
        IReadOnlyList<BundleKey>? trusted = null
    ) => Open(Model.Load(stream, trusted), options, backbones);

    /// <summary>Opens a bundle of which all bytes are here, and the backbone that it was trained with.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="options">Time and limits of decoding, cache; null for the defaults.</param>
    /// <param name="backbones">Where the backbone is looked for; null for the usual places.</param>
    /// <param name="trusted">Keys one of which must have signed the bundle; null to take unsigned ones, too.</param>
    /// <exception cref="InvalidInputException">As for a path.</exception>
    public static ImagePredictor Load(
        byte[] bundle,
        EmbeddingOptions? options = null,
        BackboneOptions? backbones = null,
        IReadOnlyList<BundleKey>? trusted = null
    )
    {
        ArgumentNullException.ThrowIfNull(bundle);
        using var stream = new MemoryStream(bundle, writable: false);
        return Load(stream, options, backbones, trusted);
    }

    /// <summary>As <see cref="Load(string, EmbeddingOptions, BackboneOptions, IReadOnlyList{BundleKey})"/>, on a thread of
    /// the pool; it stops before the bundle and before the backbone is opened.</summary>
    /// <param name="path">The bundle, <c>*.mlabels</c>.</param>
    /// <param name="options">Time and limits of decoding, cache; null for the defaults.</param>
    /// <param name="backbones">Where the backbone is looked for; null for the usual places.</param>
    /// <param name="trusted">Keys one of which must have signed the bundle; null to take unsigned ones, too.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">As for the other call.</exception>
    public static Task<ImagePredictor> LoadAsync(
        string path,
        EmbeddingOptions? options = null,
        BackboneOptions? backbones = null,
        IReadOnlyList<BundleKey>? trusted = null,
        CancellationToken cancellationToken = default
    ) =>
        Task.Run(
            () =>
            {
                var model = Model.Load(path, trusted);
                cancellationToken.ThrowIfCancellationRequested();
                return Open(model, options, backbones);
            },
            cancellationToken
        );

    /// <summary>Predicts one image from its file.</summary>
    /// <param name="path">The image.</param>
    /// <param name="rejectRate">
    /// Another share of in-domain images to reject than the model was trained with, in (0, 1).
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Images.ImageException">The image cannot be used.</exception>
    public Prediction Predict(string path, double? rejectRate = null, CancellationToken cancellationToken = default)
    {
        using var use = Enter(rejectRate);
        return Model.Predict(_embedder.Embed(path, cancellationToken), rejectRate);
    }

    /// <summary>Predicts one image from its file's bytes.</summary>
    /// <param name="content">The image.</param>
    /// <param name="rejectRate">
    /// Another share of in-domain images to reject than the model was trained with, in (0, 1).
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Images.ImageException">The image cannot be used.</exception>
    public Prediction Predict(
        ReadOnlySpan<byte> content,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        using var use = Enter(rejectRate);
        return Model.Predict(_embedder.Embed(content, cancellationToken), rejectRate);
    }

    /// <summary>Predicts one image from its file.</summary>
    /// <param name="path">The image.</param>
    /// <param name="rejectRate">
    /// Another share of in-domain images to reject than the model was trained with, in (0, 1).
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Images.ImageException">The image cannot be used.</exception>
    public async Task<Prediction> PredictAsync(
        string path,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        using var use = Enter(rejectRate);
        return Model.Predict(await _embedder.EmbedAsync(path, cancellationToken).ConfigureAwait(false), rejectRate);
    }

    /// <summary>Predicts one image from what is left of a stream, which stays open.</summary>
    /// <param name="stream">The image; one that cannot seek will do.</param>
    /// <param name="rejectRate">
    /// Another share of in-domain images to reject than the model was trained with, in (0, 1).
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Images.ImageException">The image cannot be used.</exception>
    public async Task<Prediction> PredictAsync(
        Stream stream,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        using var use = Enter(rejectRate);
        return Model.Predict(await _embedder.EmbedAsync(stream, cancellationToken).ConfigureAwait(false), rejectRate);
    }

    /// <summary>Predicts one image from its file's bytes.</summary>
    /// <param name="content">The image.</param>
    /// <param name="rejectRate">
    /// Another share of in-domain images to reject than the model was trained with, in (0, 1).
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Images.ImageException">The image cannot be used.</exception>
    public async Task<Prediction> PredictAsync(
        ReadOnlyMemory<byte> content,
        double? rejectRate = null,
        CancellationToken cancellationToken = default
    )
    {
        using var use = Enter(rejectRate);
        return Model.Predict(await _embedder.EmbedAsync(content, cancellationToken).ConfigureAwait(false), rejectRate);
    }

    /// <summary>Lets no new prediction in; returns at once, also while predictions are in flight.</summary>
    public void Dispose() => _uses.Close();

    private static ImagePredictor Open(Model model, EmbeddingOptions? options, BackboneOptions? backbones)
    {
        var backbone = Backbone.Load(model.Description.Backbone, backbones);
        try
        {
            return new ImagePredictor(model, backbone, options, backbone.Dispose);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    // A bad reject rate is told before the work and not after it.
    private UseCount.Use Enter(double? rejectRate)
    {
        if (rejectRate is not null)
            _ = Model.DomainCut(rejectRate);
        return _uses.Enter(nameof(ImagePredictor));
    }
}
