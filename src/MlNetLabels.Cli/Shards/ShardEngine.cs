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
    /// <param name="images">The files as the list names them, and where they are.</param>
    /// <param name="progress">Told after every file, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public PartRows Answer(
        ImageEmbedder embedder,
        PartColumns columns,
        long first,
        IReadOnlyList<(string Name, string Path)> images,
        IProgress<WorkProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var embedded = embedder.Embed([.. images.Select(x => x.Path)], progress, cancellationToken);
        var rows = new PartRows(columns, first, images.Count, _backbone.Dimension)
        {
            Files = [.. images.Select(x => x.Name)],
            Embeddings = embedded.Embeddings.Span.ToArray(),
        };
        for (int i = 0; i < embedded.Rows.Count; i++)
            rows.Sha256[embedded.Rows[i]] = embedded.Contents[i];
        int skipped = 0;
        for (int row = 0; row < images.Count; row++)
            if (rows.Sha256[row] is null)
                rows.Reasons[row] = embedded.Skipped[skipped++].Reason;
        if (_model is null)
            return rows;
        // One by one, as predict does: sums of many rows at once may end in other last digits.
        Parallel.For(
            0,
            embedded.Rows.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => rows.Put(embedded.Rows[i], _model.Predict(embedded.Embeddings.Row(i), Model!.RejectRate))
        );
        return rows;
    }

    public void Dispose()
    {
        _cache?.Dispose();
        _backbone.Dispose();
    }
}
