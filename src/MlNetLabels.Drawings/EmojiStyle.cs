using System.Globalization;
using System.Text.Json;

namespace MlNetLabels.Drawings;

/// <summary>One artist's set of drawings, from an icon package: which emoji it has and each one's SVG.</summary>
internal sealed class EmojiStyle
{
    /// <summary>The styles that are drawn, by their folder in the package scope.</summary>
    public static readonly string[] Names = ["noto", "twemoji", "openmoji", "fluent-emoji-flat"];

    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string> _svgs = new(StringComparer.Ordinal);

    private EmojiStyle(string name, Dictionary<string, string> names) => (Name, _names) = (name, names);

    public string Name { get; }

    /// <summary>The drawing as a whole SVG document, or null where the style lacks the emoji.</summary>
    public string? Svg(Emoji emoji)
    {
        // Packages differ in whether they keep the variation selector.
        string key = emoji.Hexcode.ToLowerInvariant();
        return
            _names.TryGetValue(key, out string? name)
            || _names.TryGetValue(key.Replace("-fe0f", "", StringComparison.Ordinal), out name)
            ? _svgs.GetValueOrDefault(name)
            : null;
    }

    /// <param name="packagesFolder">The folder node_modules.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="side">Pixels that the longer side of each document declares.</param>
    public static EmojiStyle Read(string packagesFolder, string name, int side)
    {
        string folder = Path.Combine(packagesFolder, "@iconify-json", name);
        using var chars = PackageJson.Read(folder, "chars.json");
        using var icons = PackageJson.Read(folder, "icons.json");
        var names = chars
            .RootElement.EnumerateObject()
            .ToDictionary(c => c.Name, c => c.Value.GetString()!, StringComparer.Ordinal);
        var style = new EmojiStyle(name, names);
        var root = icons.RootElement;
        foreach (var icon in root.GetProperty("icons").EnumerateObject())
            style._svgs[icon.Name] = Document(root, icon.Value, side);
        // An alias that also turns or mirrors its parent is another picture; none of the emoji here is one.
        if (root.TryGetProperty("aliases", out var aliases))
            foreach (var alias in aliases.EnumerateObject())
                if (
                    alias.Value.EnumerateObject().Count() == 1
                    && style._svgs.TryGetValue(alias.Value.GetProperty("parent").GetString()!, out string? svg)
                )
                    style._svgs[alias.Name] = svg;
        return style;
    }

    private static string Document(JsonElement set, JsonElement icon, int side)
    {
        double width = Number("width", 16),
            height = Number("height", 16),
            left = Number("left", 0),
            top = Number("top", 0);
        double scale = side / Math.Max(width, height);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width * scale}" height="{height * scale}" viewBox="{left} {top} {width} {height}">{icon.GetProperty("body").GetString()}</svg>"""
        );

        double Number(string name, double otherwise) =>
            icon.TryGetProperty(name, out var own) || set.TryGetProperty(name, out own) ? own.GetDouble() : otherwise;
    }
}
