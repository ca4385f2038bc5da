namespace MlNetLabels.Labelling.Data;

/// <summary>Images to label, as the data give them.</summary>
internal sealed record LabelData
{
    /// <summary>Whether an image may have several labels.</summary>
    public required bool IsSets { get; init; }

    /// <summary>Classes or labels that are known from the start.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required IReadOnlyList<LabelItem> Items { get; init; }

    /// <summary>Further columns of the list.</summary>
    public IReadOnlyList<string> Carried { get; init; } = [];

    /// <summary>What was left out or looks odd, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The folder that names in lists of these data are seen from.</summary>
    public required string Folder { get; init; }

    /// <summary>The list of labels to write.</summary>
    public required string Output { get; init; }

    /// <summary>The list that the images came from, where it is another file; watched for edits.</summary>
    public string? Input { get; init; }
}
