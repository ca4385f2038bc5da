using System.Globalization;
using System.Text;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Text from outside, such as a file's name, as a terminal may show it: control characters, which could steer it, and
/// marks that turn the direction of reading, which could hide an extension, as their codes.
/// </summary>
internal static class VisibleText
{
    /// <summary>A single line, such as a cell of a table.</summary>
    public static string Line(string text) => Of(text, keepsLineEnds: false);

    /// <summary>The same, but lines stay lines.</summary>
    public static string Lines(string text) => Of(text, keepsLineEnds: true);

    private static string Of(string text, bool keepsLineEnds)
    {
        if (!text.Any(c => IsHidden(c, keepsLineEnds)))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (char c in text)
            if (!IsHidden(c, keepsLineEnds))
                visible.Append(c);
            else
                visible.Append(CultureInfo.InvariantCulture, $"{(c <= 0xFF ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}")}");
        return visible.ToString();
    }

    private static bool IsHidden(char c, bool keepsLineEnds) =>
        (char.IsControl(c) && !(keepsLineEnds && c == '\n'))
        || c
            is '\u200E'
                or '\u200F'
                or '\u2028'
                or '\u2029'
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069');
}
