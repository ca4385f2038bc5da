using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Caffe's lists: lines of a path and the number of its class (or its name). Names of numbers come from
/// <c>labels.txt</c>, <c>classes.txt</c>, <c>synsets.txt</c> or <c>synset_words.txt</c> beside, a line each.
/// </summary>
internal sealed class CaffeFormat : IDatasetFormat
{
    private const long MostBytes = 1_000_000_000;

    private static readonly string[] s_names = ["labels.txt", "classes.txt", "synsets.txt", "synset_words.txt"];

    public string Name => "caffe";

    public bool Recognises(DatasetPlace place) => ListsOf(place).Length > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var lists = ListsOf(place);
        if (lists.Length == 0)
            throw new InvalidInputException(place.Path, null, "there are no lines of a path and a class in it.");
        string[]? names = NamesIn(place.Folder);
        var found = new FoundDataset(place, options)
        {
            Title = "a list of paths and classes",
            Kind = TargetKind.Classes,
            HasNamedSplits = true,
        };
        foreach (string list in lists)
        foreach (var (line, path, label) in Lines(list))
            found.Images.Add(
                new FoundImage
                {
                    File = path,
                    Labels = [NameOf(list, line, label, names)],
                    Split = place.IsFolder ? SplitNames.InFileName(list) : null,
                    Line = line,
                    List = list,
                }
            );
        return found.Build();
    }

    private static string NameOf(string file, int line, string label, string[]? names) =>
        names is null || !int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int k) ? label
        : k < names.Length ? names[k]
        : throw new InvalidInputException(file, line, $"the class is {label}, but {names.Length} are named.");

    private static IEnumerable<(int Line, string Path, string Label)> Lines(string file)
    {
        int line = 0;
        foreach (string text in InputFile.ReadText(file, MostBytes).Split('\n'))
        {
            line++;
            string trimmed = text.Trim();
            if (trimmed.Length == 0)
                continue;
            int space = trimmed.LastIndexOfAny([' ', '\t']);
            yield return space > 0
                ? (line, trimmed[..space].Trim(), trimmed[(space + 1)..])
                : throw new InvalidInputException(file, line, $"'{trimmed}' is no path with a class behind it.");
        }
    }

    private static string[]? NamesIn(string folder) =>
        s_names.Select(name => Path.Combine(folder, name)).FirstOrDefault(InputTree.IsFile) is { } file
            ?
            [
                .. InputFile
                    .ReadText(file, MostBytes)
                    .Split('\n')
                    .Select(line => line.Trim())
                    .Where(line => line.Length > 0),
            ]
            : null;

    private static string[] ListsOf(DatasetPlace place) =>
        place.IsFolder
            ?
            [
                .. DatasetPlace
                    .Files(place.Path, "*.txt")
                    .Where(file => SplitNames.InFileName(file) is not null && IsList(file)),
            ]
        : place.HasExtension(".txt") && IsList(place.Path) ? [place.Path]
        : [];

    // A path that ends like an image's, then one word.
    private static bool IsList(string file)
    {
        try
        {
            using var reader = new StreamReader(InputFile.Open(file));
            var head = new char[4096];
            int read = reader.ReadBlock(head);
            string first = new string(head, 0, read).Split('\n')[0].Trim();
            int space = first.LastIndexOfAny([' ', '\t']);
            return space > 0
                && ImageFiles.Extensions.Contains(
                    Path.GetExtension(first[..space].Trim()),
                    StringComparer.OrdinalIgnoreCase
                );
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }
}
