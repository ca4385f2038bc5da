using MlNetLabels.Eng.PackDrawings;
using MlNetLabels.Testing;

namespace MlNetLabels.Drawings.Tests;

/// <summary>
/// npm packages of the same layout as the real ones with three emoji in them, for tests that build more than once.
/// </summary>
internal static class SmallPackages
{
    /// <summary>What the packer makes of them.</summary>
    public static DrawingArchive Archive(string version = "1.0.0")
    {
        using var folder = new TemporaryFolder();
        using var packed = new MemoryStream(EmojiArchive.Pack(EmojiCatalogue.Read(WriteTo(folder.Path, version))));
        return DrawingArchive.Read(packed);
    }

    public static string WriteTo(string folder, string version = "1.0.0")
    {
        Write("emojibase-data/package.json", $$"""{ "version": "{{version}}" }""");
        Write("emojibase-data/LICENSE", "Names, free for all");
        Write(
            "emojibase-data/meta/groups.json",
            """{ "subgroups": { "1": "place-building", "2": "flag", "3": "person" } }"""
        );
        Write(
            "emojibase-data/en/data.json",
            """
            [{ "label": "house", "hexcode": "1F3E0", "subgroup": 1, "tags": ["building"] },
             { "label": "triangular flag", "hexcode": "1F6A9", "subgroup": 2 },
             { "label": "person", "hexcode": "1F9D1-FE0F", "subgroup": 3, "tags": [] },
             { "label": "a part", "hexcode": "1F1E6" }]
            """
        );
        foreach (
            var (style, licence) in new[]
            {
                ("noto", "Apache-2.0"),
                ("twemoji", "CC-BY-4.0"),
                ("openmoji", "CC-BY-SA-4.0"),
                ("fluent-emoji-flat", "MIT"),
            }
        )
        {
            Write($"@iconify-json/{style}/package.json", $$"""{ "version": "1.0.0", "license": "{{licence}}" }""");
            Write($"@iconify-json/{style}/chars.json", """{ "1f3e0": "house", "1f6a9": "flag", "1f9d1": "someone" }""");
            Write(
                $"@iconify-json/{style}/icons.json",
                """
                { "icons": { "house": { "body": "<rect width='20' height='10'/>", "width": 20 },
                             "flag": { "body": "<circle r='5'/>" },
                             "person": { "body": "<circle r='3'/>" } },
                  "aliases": { "someone": { "parent": "person" } }, "width": 10, "height": 10 }
                """
            );
        }
        return folder;

        void Write(string name, string json)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, json);
        }
    }
}
