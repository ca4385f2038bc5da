namespace MlNetLabels.Data.Formats;

/// <summary>An image as an annotation tells of it, before it is looked for.</summary>
internal sealed record FoundImage
{
    /// <summary>The file as the annotation names it.</summary>
    public required string File { get; init; }

    /// <summary>Other names that it may have, tried in turn.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Labels that it has.</summary>
    public required IReadOnlyCollection<string> Labels { get; init; }

    /// <summary>Labels of which it is not known whether it has them.</summary>
    public IReadOnlyCollection<string> Unknown { get; init; } = [];

    /// <summary>All labels that were looked for; null where those that are not named are absent.</summary>
    public IReadOnlyList<string>? Asked { get; init; }

    public Split? Split { get; init; }

    /// <summary>The split that its list is called after: says of folders with files of the same names which one is meant.</summary>
    public Split? ListSplit { get; init; }

    public string? Group { get; init; }

    public double Weight { get; init; } = 1;

    public int? Line { get; init; }

    /// <summary>The file that lists it; null for the dataset itself.</summary>
    public string? List { get; init; }

    /// <summary>The folder to look in; null for the dataset's own.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether it names one class or leaves it open between some.</summary>
    public bool HasOneLabel => Labels.Count == 1 && Unknown.Count == 0 && Asked is null;

    /// <summary>Annotators differ, and none of their labels has a majority.</summary>
    public bool IsUndecided => Labels.Count == 0 && Unknown.Count > 0 && Asked is null;
}
