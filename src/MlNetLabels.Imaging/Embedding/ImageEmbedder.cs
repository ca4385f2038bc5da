using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Numerics;

namespace MlNetLabels.Embedding;

/// <summary>
/// Turns image files into embeddings: read, decode, run the backbone, on as many threads as there are cores.
/// </summary>
/// <remarks>Thread-safe. A file that cannot be used is listed with its reason and costs nothing else.</remarks>
public sealed class ImageEmbedder(Backbone backbone, EmbeddingOptions? options = null)
{
    private readonly EmbeddingOptions _options = options ?? new();
    private readonly EmbeddingStep _step = new(backbone, options ?? new());

    /// <summary>Embeds files.</summary>
    /// <param name="paths">Files to read.</param>
    /// <param name="progress">Told after every file, from any thread.</param>
    /// <param name="cancellationToken">Stops all work, that on the images begun included.</param>
    public EmbeddingResult Embed(
        IReadOnlyList<string> paths,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var values = new float[checked(paths.Count * backbone.Dimension)];
        var all = new Matrix(paths.Count, backbone.Dimension, values);
        var contents = new string?[paths.Count];
        var reasons = new string?[paths.Count];
        int done = 0;
        Workers.Run(
            paths.Count,
            _options.Threads,
            i =>
            {
                try
                {
                    contents[i] = _step.Run(paths[i], all.Row(i), cancellationToken);
                }
                catch (ImageException error)
                {
                    reasons[i] = error.Reason;
                }
                progress?.Report(new WorkProgress("embedding images", Interlocked.Increment(ref done), paths.Count));
            },
            cancellationToken
        );

        int[] rows = [.. Enumerable.Range(0, paths.Count).Where(i => reasons[i] is null)];
        SkippedFile[] skipped =
        [
            .. Enumerable
                .Range(0, paths.Count)
                .Where(i => reasons[i] is not null)
                .Select(i => new SkippedFile(paths[i], reasons[i]!)),
        ];
        // Moved to the front and not copied: of many images there is no room for their embeddings twice.
        for (int i = 0; i < rows.Length; i++)
            all.Row(rows[i]).CopyTo(all.Row(i));
        var embeddings = new Matrix(
            rows.Length,
            backbone.Dimension,
            values.AsMemory(0, rows.Length * backbone.Dimension)
        );
        return new EmbeddingResult(embeddings, rows, [.. rows.Select(i => contents[i]!)], skipped);
    }

    /// <summary>
    /// Embeds the images of a dataset; those that cannot be used are listed in <see cref="EmbeddedDataset.Skipped"/>.
    /// </summary>
    public EmbeddedDataset Embed(
        ImageDataset dataset,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var result = Embed([.. dataset.Rows.Select(row => row.Path)], progress, cancellationToken);
        return new EmbeddedDataset
        {
            Dataset = dataset with { Rows = [.. result.Rows.Select(i => dataset.Rows[i])] },
            Embeddings = result.Embeddings,
            Contents = result.Contents,
            Skipped = result.Skipped,
        };
    }

    /// <summary>Embeds one image.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public float[] Embed(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var embedding = new float[backbone.Dimension];
        _step.Run(path, embedding, cancellationToken);
        return embedding;
    }

    /// <summary>Embeds one image from its file's bytes.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public float[] Embed(ReadOnlySpan<byte> content, CancellationToken cancellationToken = default)
    {
        var embedding = new float[backbone.Dimension];
        _step.Run(content, embedding, cancellationToken);
        return embedding;
    }

    /// <summary>Embeds one image on a thread of the pool, which decoding and the network keep busy.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public Task<float[]> EmbedAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => Embed(path, cancellationToken), cancellationToken);

    /// <summary>Embeds one image from its file's bytes, which must not change meanwhile, on a thread of the pool.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public Task<float[]> EmbedAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Task.Run(() => Embed(content.Span, cancellationToken), cancellationToken);

    /// <summary>
    /// Embeds one image from a stream, which is read to its end, without blocking, and stays open.
    /// </summary>
    /// <exception cref="ImageException">It cannot be used, or is above <see cref="ImageOptions.MaxBytes"/>.</exception>
    public async Task<float[]> EmbedAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = await BoundedStream
            .ReadAsync(stream, _options.Images.MaxBytes, cancellationToken)
            .ConfigureAwait(false);
        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        return await EmbedAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}
