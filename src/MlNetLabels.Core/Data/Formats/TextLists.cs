namespace MlNetLabels.Data.Formats;

/// <summary>Text files beside images that list them, where the folder was named and not the list.</summary>
internal static class TextLists
{
    private const int MostLines = 20,
        HeadCharacters = 8192;

    private static readonly char[] s_separators = [' ', '\t', ',', ';'];

    /// <summary>What to type instead; null where there is none.</summary>
    /// <param name="folder">The folder that was named.</param>
    public static string? Advice(string folder) =>
        DatasetPlace.Files(folder, "*.txt").FirstOrDefault(file => IsList(folder, file)) is { } list
            ? $"{Path.GetFileName(list)} seems to list the images: --data {list}."
            : null;

    // Most of its first lines begin with an image that lies beside it.
    private static bool IsList(string folder, string file)
    {
        try
        {
            using var reader = new StreamReader(InputFile.Open(file));
            var head = new char[HeadCharacters];
            string[] lines =
            [
                .. new string(head, 0, reader.ReadBlock(head))
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Take(MostLines),
            ];
            return lines.Count(line =>
                    line.IndexOfAny(s_separators) is > 0 and int end
                    && ColumnGuess.IsImage(folder, line[..end])
                    && InputTree.IsFile(Path.Combine(folder, line[..end]))
                ) * 2
                > lines.Length;
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }
}
