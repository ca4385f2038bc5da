using System.Text;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>The notices that travel with the drawings, as one plain text.</summary>
internal static class LicenceTexts
{
    private const string Rule = "----------------------------------------------------------------------";

    /// <exception cref="InvalidDataException">A style came under another licence than was agreed to.</exception>
    public static string Write(EmojiCatalogue catalogue)
    {
        var text = new StringBuilder(
            """
            The built-in drawings of MlNetLabels: the SVG drawings of the icon packages named below, of which the
            PNG files in images are rendered, otherwise unchanged. Each stays under the licence of its style.

            """
        );
        foreach (var style in catalogue.Styles)
        {
            var notice = StyleNotice.Of(style);
            text.Append(
                $"""

                {Rule}
                images/{style.Name}: {notice.Title}, from {style.Package} {style.Version}
                {notice.Copyright}
                {notice.Source}
                Licence: {style.Licence}, {notice.Terms}

                """
            );
        }
        text.Append(
            $"""

            {Rule}
            Names, groups and keywords behind the lists: emojibase-data {catalogue.Version}

            {catalogue.Licence.Trim()}

            """
        );
        foreach (string name in (string[])["Apache-2.0", "MIT"])
            text.Append($"\n{Rule}\n{name}\n\n{Read(name + ".txt")}\n");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(LicenceTexts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Trim('\r', '\n');
    }
}
