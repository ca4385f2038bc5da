using System.Text.Json;

namespace MlNetLabels.Drawings;

/// <summary>All emoji and the styles that draw them, read from the npm packages.</summary>
internal sealed record EmojiCatalogue(IReadOnlyList<Emoji> Emoji, IReadOnlyList<EmojiStyle> Styles)
{
    /// <exception cref="InvalidInputException">A package is missing or damaged.</exception>
    public static EmojiCatalogue Read(string packagesFolder, int side)
    {
        string folder = Path.Combine(packagesFolder, "emojibase-data");
        using var groups = PackageJson.Read(folder, "meta", "groups.json");
        using var data = PackageJson.Read(folder, "en", "data.json");
        var subgroups = groups.RootElement.GetProperty("subgroups");
        Emoji[] emoji =
        [
            // Skin tones are nested below their emoji and so left out; what has no subgroup is a part, not an emoji.
            .. data
                .RootElement.EnumerateArray()
                .Where(e => e.TryGetProperty("subgroup", out _))
                .Select(e => new Emoji(
                    e.GetProperty("hexcode").GetString()!,
                    e.GetProperty("label").GetString()!,
                    subgroups.GetProperty(e.GetProperty("subgroup").GetRawText()).GetString()!,
                    Tags(e)
                )),
        ];
        EmojiStyle[] styles = [.. EmojiStyle.Names.Select(name => EmojiStyle.Read(packagesFolder, name, side))];
        return new(emoji, styles);
    }

    /// <summary>The versions of all packages, which decide what is drawn.</summary>
    /// <exception cref="InvalidInputException">A package is missing or damaged.</exception>
    public static string Versions(string packagesFolder) =>
        string.Join(
            ", ",
            EmojiStyle
                .Names.Select(name => $"@iconify-json/{name}")
                .Prepend("emojibase-data")
                .Select(name =>
                {
                    using var package = PackageJson.Read(Path.Combine(packagesFolder, name), "package.json");
                    return $"{name} {package.RootElement.GetProperty("version").GetString()}";
                })
        );

    private static HashSet<string> Tags(JsonElement emoji) =>
        emoji.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(t => t.GetString()!)] : [];
}
