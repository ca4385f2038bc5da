using MlNetLabels.Data;
using MlNetLabels.Reports.Html;

namespace MlNetLabels.Reports;

/// <summary>What is in a dataset: counts, sizes, formats, splits, and what looks odd.</summary>
public sealed record DatasetDescription
{
    /// <summary>Folder or file it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>Classes or label sets.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>Images that are listed.</summary>
    public required int Images { get; init; }

    /// <summary>Images by class or label, in the dataset's order.</summary>
    public required IReadOnlyDictionary<string, int> Labels { get; init; }

    /// <summary>Images that are known to have none of the labels.</summary>
    public int WithoutLabel { get; init; }

    /// <summary>Images by prescribed split; empty where none is prescribed.</summary>
    public IReadOnlyDictionary<string, int> Splits { get; init; } = new Dictionary<string, int>();

    /// <summary>Readable images by format, as their first bytes say.</summary>
    public IReadOnlyDictionary<string, int> Formats { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Smallest, middle and largest of width and height in pixels and of the size in bytes, under width, height, bytes.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Sizes { get; init; } =
        new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>How it was read, and what was left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What looks wrong, a line each.</summary>
    public IReadOnlyList<string> Suspicions { get; init; } = [];

    /// <summary>Images that cannot be used, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>Some images by class or label: name and picture as a data URI. Empty where no page was asked for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<KeyValuePair<string, string>>> Pictures { get; init; } =
        new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>();

    /// <summary>One page of HTML that opens offline.</summary>
    public string ToHtml() => DatasetPage.Render(this);
}
