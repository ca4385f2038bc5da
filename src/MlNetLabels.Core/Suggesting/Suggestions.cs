namespace MlNetLabels.Suggesting;

/// <summary>Images to label next. Immutable.</summary>
public sealed record Suggestions
{
    /// <summary>The images, the one to label first in front.</summary>
    public required IReadOnlyList<SuggestedRow> Images { get; init; }

    /// <summary>How they were chosen.</summary>
    public required SuggestionStrategy Strategy { get; init; }

    /// <summary>Why in this way, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Images of the pool that have a label already, by embedding or by group.</summary>
    public required int Labelled { get; init; }

    /// <summary>Images of the pool that another one is equal to, which stands for them.</summary>
    public required int Repeated { get; init; }

    /// <summary>Images of the pool that the model rejects, or cannot tell from a new class.</summary>
    public int Rejected { get; init; }
}

/// <summary>An image to label.</summary>
/// <param name="Row">Its row in the pool.</param>
/// <param name="Reason">Why it.</param>
/// <param name="Score">
/// Unsure: share of the dropout passes that change the answer. Typical: mean cosine with the images nearest to it. New
/// class: mean cosine with its group. At most 1; larger is more.
/// </param>
/// <param name="StandsFor">Images of the pool in its cluster or group, itself among them.</param>
public sealed record SuggestedRow(int Row, SuggestionReason Reason, double Score, int StandsFor)
{
    /// <summary>Of a new class: rows of the group, nearest first; those that have room. Empty for other reasons.</summary>
    public IReadOnlyList<int> Alike { get; init; } = [];
}
