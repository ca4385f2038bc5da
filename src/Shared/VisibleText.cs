using System.Globalization;
using System.Text;

namespace MlNetLabels.Data;

/// <summary>
/// Text from outside, such as a file's name, as a terminal may show it: control characters, which could steer it, and
/// marks that turn the direction of reading, which could hide an extension, as their codes.
/// </summary>
internal static class VisibleText
{
    // They join letters of words and parts of emoji.
    private const int NonJoiner = 0x200C,
        Joiner = 0x200D;

    /// <summary>A single line, such as a cell of a table.</summary>
    public static string Line(string text) => Of(text, keepsLineEnds: false);

    /// <summary>The same, but lines stay lines.</summary>
    public static string Lines(string text) => Of(text, keepsLineEnds: true);

    private static string Of(string text, bool keepsLineEnds)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (!IsHidden(rune) || (keepsLineEnds && rune.Value == '\n'))
                visible.Append(rune.ToString());
            else if (rune.Value <= 0xFF)
                visible.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        return visible.ToString();
    }

    private static bool IsHidden(Rune rune) =>
        Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            && rune.Value is not (NonJoiner or Joiner);
}
