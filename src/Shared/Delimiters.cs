namespace MlNetLabels.Data;

/// <summary>What separates the cells of a table: a comma, as is usual, a semicolon or a tab.</summary>
internal static class Delimiters
{
    private static readonly char[] s_all = [',', ';', '\t'];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<char> All => s_all;

    /// <summary>
    /// What Excel's first line <c>sep=;</c> says, else whichever stands most often outside of quotes in the header.
    /// </summary>
    /// <param name="text">The table.</param>
    /// <returns>The delimiter, and how many characters of the text are the line that says so.</returns>
    public static (char Delimiter, int Skipped) Find(string text)
    {
        int end = text.IndexOf('\n') is >= 0 and int at ? at : text.Length;
        string first = text[..end].TrimEnd('\r');
        if (first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && first.Length == 5)
            return (first[4], Math.Min(end + 1, text.Length));
        int[] counts = new int[s_all.Length];
        bool isQuoted = false;
        foreach (char c in text)
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && c == '\n' && counts.Any(count => count > 0))
                break;
            else if (!isQuoted && Array.IndexOf(s_all, c) is >= 0 and int k)
                counts[k]++;
        }
        // The first of equals: a comma.
        return (s_all[Array.IndexOf(counts, counts.Max())], 0);
    }
}
