namespace MlNetLabels.Vision.Images;

/// <summary>What an image may cost and which risks are taken in reading it.</summary>
public sealed record ImageOptions
{
    /// <summary>The settings used where none are given.</summary>
    public static ImageOptions Default { get; } = new();

    /// <summary>Images whose header states more pixels (width x height) are refused before anything is decoded. 100 million by default.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Files and streams with more bytes are refused unread. 512 MiB by default.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>Whether SVG drawings are rendered. Off by default: an SVG is a program for a large interpreter. External references are never loaded.</summary>
    public bool AllowSvg { get; init; }
}
