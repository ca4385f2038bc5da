using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// YOLO: a text file for each image with a line for each object, and the names of the kinds in <c>data.yaml</c>,
/// <c>obj.names</c> or <c>classes.txt</c>. An empty file is a known negative; an image without one is unknown.
/// </summary>
internal sealed class YoloFormat : IDatasetFormat
{
    private const long MostBytes = 10_000_000;

    public string Name => "yolo";

    public bool Recognises(DatasetPlace place)
    {
        string folder = RootOf(place);
        return (place.IsFolder || place.HasExtension(".yaml", ".yml"))
            && YoloNames.FileOf(folder) is not null
            && YoloFolders.Find(folder).Any();
    }

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        string folder = RootOf(place);
        string names =
            YoloNames.FileOf(folder)
            ?? throw new InvalidInputException(
                place.Path,
                null,
                place.IsFolder
                    ? "there is no data.yaml, obj.names or classes.txt in it that names the labels."
                    : "this is a file. YOLO is a folder of images with a text file for each, and a data.yaml, obj.names or "
                        + "classes.txt in it that names the labels: name that folder."
            );
        var labels = YoloNames.Read(names);
        var found = new FoundDataset(new DatasetPlace(folder), options)
        {
            Title = "YOLO",
            Meaning = "a label says that an object of that kind is there",
            Kind = TargetKind.LabelSets,
            HasNamedSplits = true,
        };
        int withoutFile = 0;
        foreach (var part in YoloFolders.Find(folder))
        foreach (string image in ImageFiles.List(part.Images).Images)
        {
            string text = Path.Combine(part.Labels, Path.ChangeExtension(image, ".txt"));
            if (!InputTree.IsFile(text))
            {
                withoutFile++;
                continue;
            }
            found.Images.Add(
                new FoundImage
                {
                    File = image,
                    Labels = LabelsOf(text, labels, names),
                    Split = part.Split,
                    Folder = part.Images,
                }
            );
        }
        if (withoutFile > 0)
            found.Notes.Add(
                $"Left out {Counted.Of(withoutFile, "image")} without a file of labels: what they show is unknown (an empty file says that "
                    + "none of the labels applies)."
            );
        JsonFiles.NoteUnused(found, labels.Values, found.Images.SelectMany(image => image.Labels));
        return found.Build() with { Source = place.Path };
    }

    private static string[] LabelsOf(string file, IReadOnlyDictionary<int, string> labels, string names)
    {
        // InputFile takes an empty file for a pipe.
        if (InputTree.Length(file) == 0)
            return [];
        var found = new HashSet<string>();
        int line = 0;
        foreach (string text in InputFile.ReadText(file, MostBytes).Split('\n'))
        {
            line++;
            string[] cells = text.Split(
                [' ', '\t'],
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            );
            if (cells.Length == 0)
                continue;
            if (!int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int label))
                throw new InvalidInputException(file, line, $"'{cells[0]}' is not the number of a label.");
            found.Add(
                labels.TryGetValue(label, out string? name)
                    ? name
                    : throw new InvalidInputException(
                        file,
                        line,
                        $"an object is of the kind {label}, but {Path.GetFileName(names)} names {labels.Count}, counted from 0. "
                            + "Correct it, or add the names."
                    )
            );
        }
        return [.. found];
    }

    private static string RootOf(DatasetPlace place) => place.IsFolder ? place.Path : place.Folder;
}
