namespace MlNetLabels.Eng.PackDrawings;

/// <summary>
/// What a label of the built-in data means, and the one place where that is said: an emoji has the label when its
/// emojibase subgroup or one of its keywords is listed, unless it is listed as an exception by its name. Only what can
/// be seen in a drawing counts.
/// </summary>
internal sealed record EmojiLabel(string Name, string[] Subgroups, string[] Tags, string[] Except)
{
    /// <summary>All labels, in the order of the columns.</summary>
    public static IReadOnlyList<EmojiLabel> All { get; } =
    [
        new(
            "animal",
            [
                "animal-mammal",
                "animal-bird",
                "animal-amphibian",
                "animal-reptile",
                "animal-marine",
                "animal-bug",
                "cat-face",
                "monkey-face",
            ],
            [],
            ["paw prints", "microbe", "spider web", "feather", "wing", "coral"]
        ),
        new(
            "building",
            ["place-building", "place-religious"],
            ["building"],
            ["brick", "rock", "wood", "wedding", "Statue of Liberty", "building construction", "sunset"]
        ),
        new("clock", ["time"], [], ["hourglass done", "hourglass not done"]),
        new(
            "clothing",
            ["clothing", "face-hat", "face-glasses"],
            ["clothing", "clothes", "hat"],
            [
                "footprints",
                "closed umbrella",
                "umbrella",
                "umbrella with rain drops",
                "gem stone",
                "lipstick",
                "hair pick",
                "prayer beads",
                "ring",
                "shopping bags",
                "folding hand fan",
            ]
        ),
        new("drink", ["drink"], ["drink"], []),
        new(
            "face",
            [
                "face-smiling",
                "face-affection",
                "face-tongue",
                "face-hand",
                "face-neutral-skeptical",
                "face-sleepy",
                "face-unwell",
                "face-hat",
                "face-glasses",
                "face-concerned",
                "face-negative",
                "face-costume",
                "cat-face",
                "monkey-face",
            ],
            ["face"],
            [
                "eyes",
                "pig nose",
                "rescue worker’s helmet",
                "wind face",
                "spouting whale",
                "alien monster",
                "person getting massage",
            ]
        ),
        new(
            "food",
            ["food-fruit", "food-vegetable", "food-prepared", "food-asian", "food-sweet"],
            ["fruit", "vegetable"],
            []
        ),
        new(
            "hand",
            [
                "hand-fingers-open",
                "hand-fingers-partial",
                "hand-single-finger",
                "hand-fingers-closed",
                "hands",
                "hand-prop",
                "face-hand",
            ],
            ["hand"],
            [
                "gloves",
                "folding hand fan",
                "smiling face with open hands",
                "people holding hands",
                "women holding hands",
                "men holding hands",
                "woman and man holding hands",
            ]
        ),
        new(
            "heart",
            ["heart"],
            ["heart"],
            ["house", "house with garden", "stethoscope", "kiss mark", "anatomical heart"]
        ),
        new("music", ["musical-instrument", "music"], ["music", "instrument"], []),
        new(
            "person",
            [
                "person",
                "person-gesture",
                "person-role",
                "person-fantasy",
                "person-activity",
                "person-sport",
                "person-resting",
                "family",
                "person-symbol",
            ],
            [],
            ["footprints", "fingerprint", "speaking head"]
        ),
        new(
            "plant",
            ["plant-flower", "plant-other", "food-fruit", "food-vegetable"],
            ["plant", "flower", "tree"],
            ["shovel", "flower playing cards", "rosette", "empty nest", "nest with eggs"]
        ),
        new("sport", ["sport", "person-sport"], [], []),
        new(
            "vehicle",
            ["transport-ground", "transport-water", "transport-air"],
            ["vehicle"],
            [
                "station",
                "bus stop",
                "motorway",
                "railway track",
                "oil drum",
                "fuel pump",
                "wheel",
                "police car light",
                "horizontal traffic light",
                "vertical traffic light",
                "stop sign",
                "construction",
                "anchor",
                "ring buoy",
                "seat",
                "parachute",
            ]
        ),
    ];

    /// <summary>Whether a drawing of this emoji shows it.</summary>
    public bool Fits(Emoji emoji) =>
        (Subgroups.Contains(emoji.Subgroup) || Tags.Any(emoji.Tags.Contains)) && !Except.Contains(emoji.Name);

    /// <summary>What it names and no emoji has: a new version of the names would change a label in silence.</summary>
    public IEnumerable<string> Unknown(IReadOnlyList<Emoji> emoji) =>
        Subgroups
            .Except(emoji.Select(e => e.Subgroup))
            .Concat(Tags.Except(emoji.SelectMany(e => e.Tags)))
            .Concat(Except.Except(emoji.Select(e => e.Name)))
            .Select(name => $"{name} (label {Name})");
}
