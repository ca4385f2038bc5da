using MlNetLabels.Data.Formats;

namespace MlNetLabels.Data;

/// <summary>How a dataset is to be read, where looking at it does not tell.</summary>
public sealed record DatasetOptions
{
    /// <summary>Names of the formats, in the order in which they are tried.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. DatasetFormats.All.Select(format => format.Name)];

    /// <summary>The format, one of <see cref="Formats"/>; null, the default, to find it out by looking.</summary>
    public string? Format { get; init; }

    /// <summary>Folder that holds the images, where they are not beside what lists them; null by default.</summary>
    public string? Images { get; init; }

    /// <summary>Column of a table that names the images; null, the default, for the usual names.</summary>
    public string? FileColumn { get; init; }

    /// <summary>Column of a table that holds the class, or a list of labels; null for the usual names.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Columns of a table that are labels, one each; empty, the default, for all that are nothing else.</summary>
    public IReadOnlyList<string> LabelColumns { get; init; } = [];

    /// <summary>Columns of a table, or labels of other formats, to leave out; none by default.</summary>
    public IReadOnlyList<string> IgnoreColumns { get; init; } = [];

    /// <summary>
    /// The classes to take, in this order, or of label sets the labels; empty, the default, takes all, sorted by name.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>
    /// Whether every image must have exactly one label, which is its class; false, the default, to see by looking.
    /// </summary>
    public bool OneClass { get; init; }

    /// <summary>
    /// Whether the images are looked for; true by default. False where their names are enough, as beside embeddings.
    /// </summary>
    public bool FindImages { get; init; } = true;
}
