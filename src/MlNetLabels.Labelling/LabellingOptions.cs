using MlNetLabels.Models;

namespace MlNetLabels.Labelling;

/// <summary>What <see cref="LabellingPage"/> shows, what it asks, and where the answers go.</summary>
public sealed record LabellingOptions
{
    /// <summary>
    /// Images to label: a folder of images, one of class folders, a CSV whose blank labels are open, or what other tools
    /// export. Archives have to be unpacked.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>
    /// CSV to write; the journal lies beside it. Null, the default, for <c>labels.csv</c> in the folder, or
    /// <c>NAME-labelled.csv</c> beside a list.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>Classes or labels to offer beside those of the data; none by default. Others can be added on the page.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// Whether an image may have several labels, where the data do not say; false, the default, for one class an image.
    /// </summary>
    public bool Several { get; init; }

    /// <summary>Whether folders of a folder are no classes, but days, cameras or the like; false by default.</summary>
    public bool Unlabelled { get; init; }

    /// <summary>The bundle that orders the images and guesses when asked; null, the default, for none.</summary>
    public string? Model { get; init; }

    /// <summary>Keys one of which must have signed the bundle; null, the default, to take unsigned ones, too.</summary>
    public IReadOnlyList<BundleKey>? Trusted { get; init; }

    /// <summary>Suspected labels to settle, as <c>evaluate</c> and <c>suggest</c> write them; null, the default, for none.</summary>
    public string? Suspects { get; init; }

    /// <summary>Who answers; the user's name on this machine by default.</summary>
    public string Who { get; init; } = Environment.UserName;

    /// <summary>Threads to embed with, at least 1; by default one less than there are processors, for the page's own sake.</summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>File that remembers embeddings between runs; null, the default, for none.</summary>
    public string? CacheFile { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Data);
        ArgumentException.ThrowIfNullOrWhiteSpace(Who);
        ArgumentNullException.ThrowIfNull(Classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
