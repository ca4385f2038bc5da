namespace MlNetLabels.Drawings;

/// <summary>What the built-in data holds, in drawings.</summary>
public sealed record EmojiSummary
{
    /// <summary>The folder with <c>classes.csv</c>, <c>people.csv</c>, <c>labels.csv</c> and <c>images</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>PNG files in all; tasks share them.</summary>
    public required int Images { get; init; }

    /// <summary>Rows of class building.</summary>
    public required int Buildings { get; init; }

    /// <summary>Rows of class flag.</summary>
    public required int Flags { get; init; }

    /// <summary>Out-of-domain rows.</summary>
    public required int People { get; init; }

    /// <summary>Rows of the label task that have each label.</summary>
    public required IReadOnlyDictionary<string, int> Labels { get; init; }
}
