using System.Globalization;

namespace MlNetLabels.Runs;

/// <summary>Names for copies: those that the images had, with a number where two would be the same.</summary>
internal sealed class FileNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public string Free(string folder, string file)
    {
        string last = file[(file.LastIndexOfAny(['/', '\\']) + 1)..].TrimStart('.');
        string stem = Path.GetFileNameWithoutExtension(last),
            extension = Path.GetExtension(last);
        string name = $"{folder}/{last}";
        for (int n = 2; !_taken.Add(name); n++)
            name = string.Create(CultureInfo.InvariantCulture, $"{folder}/{stem}-{n}{extension}");
        return name;
    }
}
