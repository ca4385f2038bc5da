using MlNetLabels.Suggesting;

namespace MlNetLabels.Labelling.Asking;

/// <summary>What a model thinks that an image shows.</summary>
/// <param name="Labels">Its class, or the labels that apply.</param>
/// <param name="Probability">Of the class, or of the least sure label; null for none.</param>
/// <param name="IsKnown">Whether the image is of the kind that the model knows.</param>
internal sealed record Guess(IReadOnlyList<string> Labels, double? Probability, bool IsKnown);

/// <summary>Why an image is asked for early.</summary>
internal sealed record Reason(SuggestionReason Why, double Score);

/// <summary>What looking at all images told. Immutable.</summary>
internal sealed record Findings
{
    public static Findings None { get; } = new();

    /// <summary>Whether there is more to come.</summary>
    public bool IsDone { get; init; }

    /// <summary>What is done now, for people; null for nothing.</summary>
    public string? Doing { get; init; }

    /// <summary>Open images that are asked for first, in order.</summary>
    public IReadOnlyList<int> First { get; init; } = [];

    public IReadOnlyDictionary<int, Reason> Reasons { get; init; } = new Dictionary<int, Reason>();

    /// <summary>A guess for each image; null where there is none.</summary>
    public IReadOnlyList<Guess?> Guesses { get; init; } = [];

    /// <summary>Groups of images that are equal or nearly so.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Groups { get; init; } = [];

    /// <summary>The group of each image that is in one.</summary>
    public IReadOnlyDictionary<int, int> GroupOf { get; init; } = new Dictionary<int, int>();

    /// <summary>How many images cannot be read.</summary>
    public int Unreadable { get; init; }

    public Findings WithGroups(IEnumerable<IReadOnlyList<int>> groups)
    {
        IReadOnlyList<int>[] all = [.. groups];
        return this with
        {
            Groups = all,
            GroupOf = all.Index().SelectMany(g => g.Item.Select(i => (i, g.Index))).ToDictionary(),
        };
    }

    /// <summary>The others of an image's group.</summary>
    public IReadOnlyList<int> AlikeTo(int index) =>
        GroupOf.TryGetValue(index, out int group) ? [.. Groups[group].Where(i => i != index)] : [];
}
