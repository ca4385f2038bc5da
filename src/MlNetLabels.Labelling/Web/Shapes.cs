using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Labelling.Web;

/// <summary>A class and its key.</summary>
internal sealed record NamedKey(string Name, string Key);

/// <summary>What the page is about, and how far it has come.</summary>
internal sealed record StateNow(
    string Source,
    string Output,
    string Who,
    bool Several,
    bool HasModel,
    long Version,
    IReadOnlyList<NamedKey> Classes,
    Progress Progress,
    int Suspects,
    int Alike,
    int Order,
    string? Doing,
    string? Trouble,
    IReadOnlyList<string> Notes
);

/// <summary>An image of the overview, or of another window's news.</summary>
internal sealed record ItemShort(int Index, string File, AnswerKind Kind, string Text, long Version)
{
    public static ItemShort Of(ItemNow item) =>
        new(item.Index, item.File, item.Answer.Kind, item.Answer.ToString(), item.Version);
}

/// <summary>Everything about an image but the model's guess, which is asked for.</summary>
internal sealed record ItemWhole(
    int Index,
    string File,
    Answer Answer,
    long Version,
    string? Who,
    DateTimeOffset? When,
    Answer? Edited,
    SuggestionReason? Why,
    IReadOnlyList<Suspect> Suspects,
    bool IsSettled,
    IReadOnlyList<ItemShort> Alike
);

/// <summary>A window's answer.</summary>
internal sealed record AnswerRequest(
    IReadOnlyList<Seen> Items,
    AnswerKind Kind,
    string Window,
    IReadOnlyList<string>? Labels = null,
    IReadOnlyList<string>? Absent = null
);

internal sealed record UndoRequest(string Window);

internal sealed record NameRequest(string Name);

/// <summary>What became of it.</summary>
internal sealed record Answered(long Version, IReadOnlyList<ItemShort> Items, Progress Progress, string? Detail = null);

/// <summary>What other windows, or edits, changed since.</summary>
internal sealed record News(StateNow State, IReadOnlyList<ItemShort> Items, bool IsAll);

internal sealed record GuessNow(IReadOnlyList<string> Labels, double? Probability, bool IsKnown);
