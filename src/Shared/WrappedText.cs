using System.Text;

namespace MlNetLabels.Data;

/// <summary>Sentences in lines of at most <see cref="Columns"/> columns, safe for a terminal.</summary>
internal static class WrappedText
{
    public const int Columns = 100;

    /// <summary>The lines, each with its end.</summary>
    public static string Of(string text)
    {
        var lines = new StringBuilder();
        int used = 0;
        foreach (string word in VisibleText.Line(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool breaks = used > 0 && used + 1 + word.Length > Columns;
            lines.Append(
                breaks ? "\n"
                : used > 0 ? " "
                : ""
            );
            lines.Append(word);
            used = (breaks || used == 0 ? 0 : used + 1) + word.Length;
        }
        return lines.Append('\n').ToString();
    }
}
