namespace MlNetLabels.Images;

/// <summary>What an image may cost and which risks are taken in reading it. Immutable and thread-safe.</summary>
/// <remarks>
/// The memory that images wait for (<see cref="MaxMemory"/>, <see cref="MaxBytes"/>) belongs to this very object: all
/// who decode with it share one budget, and another object, equal or made of it by <c>with</c>, has another.
/// </remarks>
public sealed record ImageOptions
{
    /// <summary>
    /// The settings used where none are given, and so one budget for all of the process that gives none.
    /// </summary>
    public static ImageOptions Default { get; } = new();

    /// <summary>
    /// Images whose header states more pixels (width x height) are refused before anything is decoded. 100 million by
    /// default.
    /// </summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// Files and streams with more bytes are refused unread; files that are read at the same time share this much and
    /// wait for one another. 128 MiB by default.
    /// </summary>
    public long MaxBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Images that need more working memory, file included, are refused by their header: most formats are decoded row
    /// by row, but a progressive JPEG, an interlaced PNG, a WebP, GIF, AVIF or tiled TIFF is held whole. Images that
    /// need more than a little share this much among all who use this object and wait for one another. 350 MiB by default, enough
    /// for 24 million pixels of AVIF, the costliest.
    /// </summary>
    public long MaxMemory { get; init; } = 350L << 20;

    /// <summary>
    /// Whether SVG drawings are rendered. Off by default: an SVG is a program for a large interpreter, and no limit
    /// ends one that takes its time. External references are never loaded.
    /// </summary>
    public bool AllowSvg { get; init; }
}
