using System.Globalization;
using System.Text.Json;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>One artist's set of drawings, from an icon package: which emoji it has and each one's SVG.</summary>
internal sealed class EmojiStyle
{
    private const string Scope = "@iconify-json";

    /// <summary>The styles that are drawn, by their folder in the package scope.</summary>
    public static readonly string[] Names = ["noto", "twemoji", "openmoji", "fluent-emoji-flat"];

    // Pixels that the longer side of each document declares: the side that it is rendered with, so that it is parsed once.
    private const int Side = 224;

    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string> _svgs = new(StringComparer.Ordinal);

    private EmojiStyle(string name, JsonElement package, Dictionary<string, string> names)
    {
        (Name, _names) = (name, names);
        Version = package.GetProperty("version").GetString()!;
        Licence = package.GetProperty("license").GetString()!;
    }

    public string Name { get; }

    /// <summary>The name of its npm package.</summary>
    public string Package => $"{Scope}/{Name}";

    /// <summary>The version of its npm package.</summary>
    public string Version { get; }

    /// <summary>The licence of its drawings, by its SPDX name.</summary>
    public string Licence { get; }

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
    /// <exception cref="InvalidDataException">The package is missing or damaged.</exception>
    public static EmojiStyle Read(string packagesFolder, string name)
    {
        string folder = Path.Combine(packagesFolder, Scope, name);
        using var package = PackageJson.Read(folder, "package.json");
        using var chars = PackageJson.Read(folder, "chars.json");
        using var icons = PackageJson.Read(folder, "icons.json");
        var names = chars
            .RootElement.EnumerateObject()
            .ToDictionary(c => c.Name, c => c.Value.GetString()!, StringComparer.Ordinal);
        var style = new EmojiStyle(name, package.RootElement, names);
        var root = icons.RootElement;
        foreach (var icon in root.GetProperty("icons").EnumerateObject())
            style._svgs[icon.Name] = Document(root, icon.Value);
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

    private static string Document(JsonElement set, JsonElement icon)
    {
        double width = Number("width", 16),
            height = Number("height", 16),
            left = Number("left", 0),
            top = Number("top", 0);
        double scale = Side / Math.Max(width, height);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" """
                + $"""width="{width * scale}" height="{height * scale}" viewBox="{left} {top} {width} {height}">"""
                + $"{icon.GetProperty("body").GetString()}</svg>"
        );

        double Number(string name, double otherwise) =>
            icon.TryGetProperty(name, out var own) || set.TryGetProperty(name, out own) ? own.GetDouble() : otherwise;
    }
}
