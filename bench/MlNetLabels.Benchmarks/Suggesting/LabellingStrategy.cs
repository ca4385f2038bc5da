using MlNetLabels.Suggesting;

namespace MlNetLabels.Benchmarks.Suggesting;

/// <summary>Who says what to label next.</summary>
/// <param name="Name">In tables.</param>
/// <param name="PerClass">
/// Labelled images for each class or label from which on DropQuery is asked, and TypiClust before; null for chance.
/// </param>
internal sealed record LabellingStrategy(string Name, int? PerClass)
{
    private const int Never = int.MaxValue / 1000;

    public static LabellingStrategy Random { get; } = new("random", null);

    public static LabellingStrategy TypiClust { get; } = new("TypiClust", Never);

    public static LabellingStrategy Default { get; } = From(ImageSuggester.EnoughPerClass);

    /// <summary>What the default is chosen from, and chance.</summary>
    public static IReadOnlyList<LabellingStrategy> Candidates { get; } =
    [Random, From(0), From(2), From(5), From(10), TypiClust];

    /// <summary>The default, what it is made of, and chance.</summary>
    public static IReadOnlyList<LabellingStrategy> Compared { get; } =
    [Random, Default, .. new[] { From(0), TypiClust }.Where(x => x != Default)];

    public bool AsksModel(int labelled, int names) => labelled > 0 && labelled >= PerClass * names;

    private static LabellingStrategy From(int perClass) => new($"DropQuery from {perClass} a class", perClass);
}
