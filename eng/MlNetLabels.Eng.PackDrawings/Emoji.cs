namespace MlNetLabels.Eng.PackDrawings;

/// <summary>One emoji as emojibase describes it, whatever the style it is drawn in.</summary>
/// <param name="Hexcode">
/// Its code points, upper case, joined by '-': the group that keeps its drawings together.
/// </param>
/// <param name="Name">Its English name.</param>
/// <param name="Subgroup">Unicode's subgroup, "animal-mammal".</param>
/// <param name="Tags">English keywords.</param>
internal sealed record Emoji(string Hexcode, string Name, string Subgroup, IReadOnlySet<string> Tags)
{
    /// <summary>
    /// Man and woman variants repeat one drawing with another hair style; a neutral person stands for them.
    /// </summary>
    public bool IsGenderVariant =>
        Hexcode.Contains("200D-2640", StringComparison.Ordinal)
        || Hexcode.Contains("200D-2642", StringComparison.Ordinal)
        || Hexcode.StartsWith("1F468-", StringComparison.Ordinal)
        || Hexcode.StartsWith("1F469-", StringComparison.Ordinal);
}
