using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>
/// Which emoji belong to which of the built-in tasks. Buildings against flags (country flags are drawn by two styles
/// only and would outnumber buildings four to one, so a fixed sample is taken that gives both classes about as many
/// drawings), people as out-of-domain images, and the label task of <see cref="EmojiLabel"/>. Order and choice follow a
/// hash of the code points: always the same, but not alphabetical.
/// </summary>
internal sealed class EmojiTasks
{
    // Things that clearly show none of the labels.
    private static readonly string[] UnlabelledSubgroups =
    [
        "geometric",
        "arrow",
        "tool",
        "office",
        "computer",
        "book-paper",
        "light-video",
        "lock",
        "mail",
        "money",
    ];

    private static readonly string[] PeopleSubgroups =
    [
        "person",
        "person-gesture",
        "person-role",
        "person-activity",
        "person-resting",
    ];

    public EmojiTasks(EmojiCatalogue catalogue)
    {
        Emoji[] candidates =
        [
            .. catalogue
                .Emoji.Where(e => !e.IsGenderVariant && Drawings(e) > 0)
                .OrderBy(HashOf, StringComparer.Ordinal),
        ];
        var isBuilding = EmojiLabel.All.Single(label => label.Name == "building");
        Buildings =
        [
            .. candidates.Where(e => e.Subgroup is "place-building" or "place-religious" && isBuilding.Fits(e)),
        ];
        Flags = Balanced(
            [
                .. candidates.Where(e => e.Subgroup is "flag"),
                .. candidates.Where(e => e.Subgroup is "country-flag" or "subdivision-flag"),
            ],
            Buildings.Sum(Drawings)
        );
        People = [.. candidates.Where(e => PeopleSubgroups.Contains(e.Subgroup))];
        Labelled =
        [
            .. candidates
                .Select(e => (Emoji: e, Labels: EmojiLabel.All.Select(label => label.Fits(e)).ToArray()))
                .Where(row => row.Labels.Contains(true) || UnlabelledSubgroups.Contains(row.Emoji.Subgroup)),
        ];

        int Drawings(Emoji e) => catalogue.Styles.Count(style => style.Svg(e) is not null);

        Emoji[] Balanced(Emoji[] flags, int drawings)
        {
            int sum = 0;
            return [.. flags.TakeWhile(e => (sum += Drawings(e)) <= drawings)];
        }
    }

    public IReadOnlyList<Emoji> Buildings { get; }

    public IReadOnlyList<Emoji> Flags { get; }

    public IReadOnlyList<Emoji> People { get; }

    /// <summary>
    /// Each emoji of the label task with a truth value for each of <see cref="EmojiLabel.All"/>; all false is a known
    /// negative.
    /// </summary>
    public IReadOnlyList<(Emoji Emoji, bool[] Labels)> Labelled { get; }

    /// <summary>Every emoji of any task, once.</summary>
    public IEnumerable<Emoji> All =>
        Buildings.Concat(Flags).Concat(People).Concat(Labelled.Select(row => row.Emoji)).Distinct();

    /// <summary>Three fifths train, one validation, one test, by the place in a list that is ordered by hash.</summary>
    public static string Split(int place) =>
        (place % 5) switch
        {
            0 or 2 or 4 => "train",
            1 => "validation",
            _ => "test",
        };

    private static string HashOf(Emoji emoji) =>
        Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(emoji.Hexcode)));
}
