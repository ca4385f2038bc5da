namespace MlNetLabels.Data;

/// <summary>One image of a dataset and what is known of it.</summary>
public sealed record ImageRow
{
    /// <summary>The file as the dataset names it, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>The file's full path; for rows of given embeddings, the same as <see cref="File"/>.</summary>
    public required string Path { get; init; }

    /// <summary>State of every label of the dataset, in its order. For one-class data exactly one is present.</summary>
    public required IReadOnlyList<LabelState> Labels { get; init; }

    /// <summary>The use that the dataset prescribes, if it does.</summary>
    public Split? Split { get; init; }

    /// <summary>Images of one group (a book, a day, a camera) never lie in different splits.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// How much the image counts in training, above 0: a row of weight two counts as the row given twice. Metrics count
    /// every image once.
    /// </summary>
    public double Weight { get; init; } = 1;

    /// <summary>1-based line in the file that lists the dataset, where there is one.</summary>
    public int? Line { get; init; }
}
