using System.Text.Json;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>
/// All emoji and the styles that draw them, read from the npm packages; version and licence text are those of
/// emojibase-data.
/// </summary>
internal sealed record EmojiCatalogue(
    IReadOnlyList<Emoji> Emoji,
    IReadOnlyList<EmojiStyle> Styles,
    string Version,
    string Licence
)
{
    private const string Names = "emojibase-data";

    /// <summary>The versions of all packages, which decide what is drawn.</summary>
    public string Versions =>
        string.Join(", ", [$"{Names} {Version}", .. Styles.Select(s => $"{s.Package} {s.Version}")]);

    /// <param name="packagesFolder">The folder node_modules.</param>
    /// <exception cref="InvalidDataException">A package is missing or damaged.</exception>
    public static EmojiCatalogue Read(string packagesFolder)
    {
        string folder = Path.Combine(packagesFolder, Names);
        using var package = PackageJson.Read(folder, "package.json");
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
        return new(
            emoji,
            [.. EmojiStyle.Names.Select(name => EmojiStyle.Read(packagesFolder, name))],
            package.RootElement.GetProperty("version").GetString()!,
            File.ReadAllText(Path.Combine(folder, "LICENSE"))
        );
    }

    private static HashSet<string> Tags(JsonElement emoji) =>
        emoji.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(t => t.GetString()!)] : [];
}
