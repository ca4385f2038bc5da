namespace MlNetLabels.Labelling.Data;

/// <summary>Which key stands for which class: digits for the first nine, for the others a letter, its own where it is free.</summary>
internal static class LabelKeys
{
    // Keys of the page itself: duplicates, full size, overview, guess, new class, skip, unknown, undo.
    private const string Taken = "dfghnsuz";

    /// <summary>A key for each name; empty where none is left.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names)
    {
        var free = new SortedSet<char>(Enumerable.Range('a', 26).Select(i => (char)i).Except(Taken));
        var keys = new string[names.Count];
        for (int k = 0; k < keys.Length; k++)
        {
            if (k < 9)
            {
                keys[k] = ((char)('1' + k)).ToString();
                continue;
            }
            char own = names[k].ToLowerInvariant().FirstOrDefault(free.Contains),
                key = own != '\0' ? own : free.FirstOrDefault();
            free.Remove(key);
            keys[k] = key == '\0' ? "" : key.ToString();
        }
        return keys;
    }
}
