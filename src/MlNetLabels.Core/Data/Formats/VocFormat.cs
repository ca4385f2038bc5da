using System.Xml.Linq;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Pascal VOC: an XML file for each image, in <c>Annotations</c> or beside the images. The labels of an image are the
/// names of the objects in it; one without any is a known negative, one without a file unknown.
/// </summary>
internal sealed class VocFormat : IDatasetFormat
{
    private static readonly string[] s_annotations = ["Annotations", "annotations"],
        s_images = ["JPEGImages", "images", "Images"];

    public string Name => "voc";

    public bool Recognises(DatasetPlace place) =>
        place.IsFolder ? FoldersOf(place).Any(folder => FirstIsVoc(folder.Annotations)) : place.XmlRoot == "annotation";

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options)
        {
            Title = "Pascal VOC",
            Meaning = "a label says that an object of that name is there",
            Kind = TargetKind.LabelSets,
            HasNamedSplits = true,
        };
        var splits = VocSplits.Read(place.Folder);
        var annotated = new HashSet<string>();
        if (!place.IsFolder)
            Add(place.Path, null, null, splits, found);
        else
            foreach (var folder in FoldersOf(place))
            foreach (string file in InputTree.Files(folder.Annotations, "*.xml").Order(StringComparer.Ordinal))
            {
                annotated.Add(Path.GetFileNameWithoutExtension(file));
                Add(file, folder.Split, folder.Images, splits, found);
            }
        if (place.IsFolder)
            found.Unlabelled = FoldersOf(place)
                .SelectMany(folder => ImageFiles.Each([folder.Images]))
                .Distinct()
                .Count(image => !annotated.Contains(Path.GetFileNameWithoutExtension(image)));
        return found.Build();
    }

    private static void Add(
        string file,
        Split? split,
        string? images,
        IReadOnlyDictionary<string, Split> splits,
        FoundDataset found
    )
    {
        var root = XmlInput.Read(file);
        if (root.Name.LocalName != "annotation")
            throw new InvalidInputException(file, null, $"its root element is '{root.Name}', not 'annotation'.");
        string stem = Path.GetFileNameWithoutExtension(file);
        found.Images.Add(
            new FoundImage
            {
                // The name inside is often left over from before the file was renamed.
                File = stem,
                Others = root.Element("filename")?.Value.Trim() is { Length: > 0 } name ? [name] : [],
                Labels = [.. root.Elements("object").Select(x => NameOf(file, x)).Distinct()],
                Split = split ?? (splits.TryGetValue(stem, out var listed) ? listed : null),
                Folder = images,
            }
        );
    }

    private static string NameOf(string file, XElement element) =>
        element.Element("name")?.Value.Trim() is { Length: > 0 } name
            ? name
            : throw new InvalidInputException(file, null, "an object in it has no name.");

    private static IEnumerable<(string Annotations, string Images, Split? Split)> FoldersOf(DatasetPlace place)
    {
        foreach (var part in place.Parts)
        {
            string annotations = Named(part.Folder, s_annotations) ?? part.Folder;
            yield return (annotations, Named(part.Folder, s_images) ?? part.Folder, part.Split);
        }
    }

    private static string? Named(string folder, string[] names) =>
        names.Select(name => Path.Combine(folder, name)).FirstOrDefault(InputTree.IsFolder);

    private static bool FirstIsVoc(string folder) =>
        DatasetPlace.Files(folder, "*.xml") is [var file, ..]
        && XmlInput.RootOf(file, mustBeXml: false) == "annotation";
}
