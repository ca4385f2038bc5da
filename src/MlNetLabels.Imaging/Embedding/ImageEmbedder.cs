using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;
using MlNetLabels.Numerics;

namespace MlNetLabels.Embedding;

/// <summary>
/// Turns images into embeddings: read, decode, run the backbone; many files on as many threads as there are cores.
/// </summary>
/// <remarks>
/// Thread-safe, and nothing to dispose: backbone and cache stay their owner's, and embedding after they were disposed
/// throws <see cref="ObjectDisposedException"/>. Of many files, one that cannot be used is listed with its reason and
/// costs nothing else. Decoding and the network are work for a processor: the asynchronous calls read without keeping a
/// thread and then do that work on one thread of the pool, so as many of them as there are cores keep a machine busy.
/// </remarks>
/// <param name="backbone">Makes the embeddings; it stays the caller's.</param>
/// <param name="options">Threads, time, limits and cache; null for the defaults.</param>
public sealed class ImageEmbedder(Backbone backbone, EmbeddingOptions? options = null)
{
    private readonly EmbeddingOptions _options = options ?? new();
    private readonly EmbeddingStep _step = new(backbone, options ?? new());

    /// <summary>
    /// Loads ONNX Runtime and libvips ahead of the first image, which otherwise waits for it. Optional, from any
    /// thread.
    /// </summary>
    /// <exception cref="DllNotFoundException">One of them was not found; the message says how to get it.</exception>
    public static void LoadNativeLibraries()
    {
        OnnxEnvironment.EnsureReady();
        VipsLibrary.EnsureReady();
    }

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

    /// <summary>Embeds one image from its file.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public float[] Embed(string path, CancellationToken cancellationToken = default)
    {
        using var content = ImageBytes.Read(path, _step.Images, cancellationToken);
        var embedding = new float[backbone.Dimension];
        _step.Run(path, content.Span, embedding, cancellationToken);
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

    /// <summary>Embeds one image from what is left of a stream, which stays open.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public float[] Embed(Stream stream, CancellationToken cancellationToken = default)
    {
        using var content = ImageBytes.Read(stream, _step.Images, cancellationToken);
        return Embed(content.Span, cancellationToken);
    }

    /// <summary>Embeds one image that is decoded already. It is not looked up in the cache, which knows files.</summary>
    /// <param name="rgb">Upright pixels, row by row from the top: 3 bytes each, R, G, B.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">There is no pixel, or there are too many.</exception>
    public float[] EmbedPixels(
        ReadOnlySpan<byte> rgb,
        int width,
        int height,
        CancellationToken cancellationToken = default
    )
    {
        var embedding = new float[backbone.Dimension];
        _step.RunPixels(rgb, width, height, embedding, cancellationToken);
        return embedding;
    }

    /// <summary>Embeds one image from its file.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public async Task<float[]> EmbedAsync(string path, CancellationToken cancellationToken = default)
    {
        using var content = await ImageBytes.ReadAsync(path, _step.Images, cancellationToken).ConfigureAwait(false);
        return await Task.Run(
                () => Embed(row => _step.Run(path, content.Span, row, cancellationToken)),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Embeds one image from what is left of a stream, which stays open.</summary>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public async Task<float[]> EmbedAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        using var content = await ImageBytes.ReadAsync(stream, _step.Images, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Embed(content.Span, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Embeds one image from its file's bytes.</summary>
    /// <exception cref="ImageException">They cannot be used.</exception>
    public Task<float[]> EmbedAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Task.Run(() => Embed(content.Span, cancellationToken), cancellationToken);

    private float[] Embed(Action<Span<float>> step)
    {
        var embedding = new float[backbone.Dimension];
        step(embedding);
        return embedding;
    }
}
