namespace MlNetLabels.Labelling.Data;

/// <summary>An image to label. Changed under the store's lock alone.</summary>
/// <param name="index">Its number, by which the page asks for it.</param>
/// <param name="file">Its name in the list of labels.</param>
/// <param name="path">Where it lies.</param>
internal sealed class LabelItem(int index, string file, string path)
{
    public int Index { get; } = index;

    public string File { get; } = file;

    public string Path { get; } = path;

    /// <summary>What the data say; of what they do not label, nothing.</summary>
    public Answer Given { get; set; } = Answer.Open;

    /// <summary>What they said when it was answered last; null where it never was.</summary>
    public Answer? GivenThen { get; set; }

    /// <summary>Cells of further columns that the list keeps.</summary>
    public IReadOnlyList<string> Carried { get; init; } = [];

    public Answer Answer { get; set; } = Answer.Open;

    /// <summary>The line of the journal that changed it last; 0 for none.</summary>
    public long Version { get; set; }

    /// <summary>Whether somebody answered it here, and did not take that back.</summary>
    public bool IsAnswered { get; set; }

    public string? Who { get; set; }

    public DateTimeOffset? When { get; set; }

    /// <summary>What the list of labels said of it when it was last written here.</summary>
    public Answer Saved { get; set; } = Answer.Open;

    /// <summary>The same of the time before.</summary>
    public Answer SavedBefore { get; set; } = Answer.Open;

    /// <summary>What somebody wrote into the list although it was answered otherwise here; null for nothing.</summary>
    public Answer? Edited { get; set; }
}
