using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.State;

/// <summary>An image as a window saw it.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Version">The line of the journal that it was seen at.</param>
internal readonly record struct Seen(int Index, long Version);

/// <summary>An image as it is now, for the page.</summary>
internal sealed record ItemNow(
    int Index,
    string File,
    Answer Answer,
    long Version,
    string? Who,
    DateTimeOffset? When,
    Answer? Edited
);

/// <summary>What became of a request to change something.</summary>
/// <param name="Seq">The line that holds it; 0 where nothing was changed.</param>
/// <param name="Items">The images as they are now: those changed, or those that somebody else changed in between.</param>
internal sealed record Outcome(long Seq, IReadOnlyList<ItemNow> Items)
{
    public bool IsStale => Seq == 0;
}

/// <summary>How far the work is, in images.</summary>
internal sealed record Progress(int Total, int Labelled, int None, int Unknown, int Skipped, int Open, int Edited);
