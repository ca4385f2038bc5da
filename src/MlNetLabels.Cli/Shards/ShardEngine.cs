using System.Security.Cryptography;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Shards;

/// <summary>The backbone, and the model where there is one, that answer a task's images.</summary>
internal sealed class ShardEngine : IDisposable
{
    private readonly Backbone _backbone;
    private readonly Model? _model;
    private EmbeddingCache? _cache;

    private ShardEngine(Backbone backbone, Model? model, ShardModel? description)
    {
        (_backbone, _model, Model) = (backbone, model, description);
        Reference = backbone.ToReference();
    }

    public BackboneReference Reference { get; }

    /// <summary>Null where images are embedded alone.</summary>
    public ShardModel? Model { get; }

    /// <summary>What to say before its answers; empty where images are embedded alone.</summary>
    public IReadOnlyList<string> Notes => _model?.Notes(Model!.RejectRate) ?? [];

    public static ShardEngine Embedding(string backbone) => new(Backbone.Load(backbone), null, null);

    public static ShardEngine Predicting(string path, IReadOnlyList<BundleKey>? trusted, double? rejectRate)
    {
        var model = MlNetLabels.Models.Model.Load(path, trusted);
        using var bundle = InputFile.Open(path);
        var description = new ShardModel(
            Path.GetFullPath(path),
            Convert.ToHexStringLower(SHA256.HashData(bundle)),
            model.Description.Softmax?.Classes ?? [],
            model.Description.Labels?.Names ?? [],
            rejectRate
        );
        return new(Backbone.Load(model.Description.Backbone), model, description);
    }

    /// <summary>Makes embedding as settings ask for; to be called once, before <see cref="Answer"/>.</summary>
    public ImageEmbedder Embedder(EmbeddingSettings settings, Action<string> warn)
    {
        if (settings.CacheFile is { } file)
            _cache = EmbeddingCache.Open(
                file,
                new EmbeddingCacheOptions { MaxBytes = settings.MaxCacheBytes, Warn = warn }
            );
        return new ImageEmbedder(
            _backbone,
            new EmbeddingOptions
            {
                Threads = settings.Threads,
                Timeout = settings.Timeout,
                Cache = _cache,
                Warn = warn,
            }
        );
    }

    /// <summary>Embeds images and, where there is a model, answers them.</summary>
    /// <param name="embedder">Embeds.</param>
    /// <param name="columns">Which columns there are.</param>
    /// <param name="first">Number of the first row in the list.</param>
    /// <param name="images">What to answer.</param>
    /// <param name="progress">Told after every file, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public PartRows Answer(
        ImageEmbedder embedder,
        PartColumns columns,
        long first,
        IReadOnlyList<ShardImage> images,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        int[] usable = [.. Enumerable.Range(0, images.Count).Where(i => images[i].Problem is null)];
        var embedded = embedder.Embed([.. usable.Select(i => images[i].Path)], progress, cancellationToken);
        var rows = new PartRows(columns, first, images.Count, _backbone.Dimension)
        {
            Files = [.. images.Select(x => x.Name)],
            Reasons = [.. images.Select(x => x.Problem)],
            Embeddings = embedded.Embeddings.Span.ToArray(),
        };
        for (int i = 0; i < images.Count; i++)
            rows.Carry(i, images[i].Carried);
        int[] own = [.. embedded.Rows.Select(i => usable[i])];
        for (int i = 0; i < own.Length; i++)
            rows.Sha256[own[i]] = embedded.Contents[i];
        int skipped = 0;
        foreach (int row in usable)
            if (rows.Sha256[row] is null)
                rows.Reasons[row] = embedded.Skipped[skipped++].Reason;
        if (_model is null)
            return rows;
        // One by one, as predict does: sums of many rows at once may end in other last digits.
        Parallel.For(
            0,
            own.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => rows.Put(own[i], _model.Predict(embedded.Embeddings.Row(i), Model!.RejectRate))
        );
        return rows;
    }

    public void Dispose()
    {
        _cache?.Dispose();
        _backbone.Dispose();
    }
}
