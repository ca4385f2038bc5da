using System.Text.Json.Serialization;
using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.Journal;

/// <summary>One line of the journal: all that one request changed, so that it is there as a whole or not at all.</summary>
internal sealed record JournalLine
{
    /// <summary>1, 2, 3, ... without gaps.</summary>
    public required long Seq { get; init; }

    public required DateTimeOffset When { get; init; }

    public required string Who { get; init; }

    /// <summary>The window that asked; null for what no window did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Window { get; init; }

    /// <summary>Images that were answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnswerChange>? Answers { get; init; }

    /// <summary>The line that this one takes back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Undoes { get; init; }

    /// <summary>A class that was added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Added { get; init; }

    /// <summary>SHA-256 of the list of labels that is written next, with all answers so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Saved { get; init; }

    /// <summary>Whether the answers were found in the list of labels, where somebody else wrote them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Edited { get; init; }

    /// <summary>In the first line: what this file is, and how to read it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>In the first line: whether an image may have several labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Several { get; init; }
}

/// <summary>What an image is said to show from this line on, and what was said before.</summary>
internal sealed record AnswerChange(string File, Answer Answer, Answer Before)
{
    /// <summary>What the data said of it then; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Answer? Given { get; init; }
}
