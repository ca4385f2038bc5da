using MlNetLabels.Labelling.Asking;
using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;

namespace MlNetLabels.Labelling.Web;

/// <summary>Lists of images to go through, by name.</summary>
internal static class Views
{
    public const string Open = "open",
        Suspects = "suspects",
        Alike = "alike",
        Edited = "edited",
        Done = "done",
        All = "all";

    /// <summary>Numbers of images, in order; null where there is no such view.</summary>
    public static IReadOnlyList<int>? Of(string name, LabelStore store, Findings found, SuspectList? suspects) =>
        store.Look<IReadOnlyList<int>?>(items =>
            name switch
            {
                Open => ToAsk(items, found),
                Suspects => [.. (suspects?.Images ?? []).Where(i => !items[i].IsAnswered)],
                Alike => ToCompare(items, found),
                Edited => [.. items.Where(item => item.Edited is not null).Select(item => item.Index)],
                Done =>
                [
                    .. items
                        .Where(item => item.Answer.IsDone)
                        .OrderByDescending(item => item.Version)
                        .Select(item => item.Index),
                ],
                All => [.. Enumerable.Range(0, items.Count)],
                _ => null,
            }
        );

    // What suggest would ask for, then the others, then what was put off.
    private static int[] ToAsk(IReadOnlyList<LabelItem> items, Findings found)
    {
        var first = found.First.Where(i => items[i].Answer.Kind == AnswerKind.Open).ToArray();
        var asked = first.ToHashSet();
        return
        [
            .. first,
            .. items
                .Where(item => item.Answer.Kind == AnswerKind.Open && !asked.Contains(item.Index))
                .Select(item => item.Index),
            .. items.Where(item => item.Answer.Kind == AnswerKind.Skip).Select(item => item.Index),
        ];
    }

    // Groups that say different things of the same first, then those of which something is open.
    private static int[] ToCompare(IReadOnlyList<LabelItem> items, Findings found) =>
        [
            .. found
                .Groups.Select(group => (Group: group, Rank: Rank(group, items)))
                .Where(x => x.Rank > 0)
                .OrderByDescending(x => x.Rank)
                .SelectMany(x => x.Group),
        ];

    private static int Rank(IReadOnlyList<int> group, IReadOnlyList<LabelItem> items) =>
        group.Select(i => items[i].Answer).Where(answer => answer.IsDone).Distinct().Skip(1).Any() ? 2
        : group.Any(i => !items[i].Answer.IsDone) ? 1
        : 0;
}
