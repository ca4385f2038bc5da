using System.Xml.Linq;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// CVAT for images 1.1: <c>annotations.xml</c> with an element for each image. Tags count, and the labels of shapes;
/// an image without either is unknown.
/// </summary>
internal sealed class CvatFormat : IDatasetFormat
{
    private static readonly string[] s_marks =
    [
        "tag",
        "box",
        "polygon",
        "polyline",
        "points",
        "ellipse",
        "cuboid",
        "mask",
        "skeleton",
    ];

    public string Name => "cvat";

    public bool Recognises(DatasetPlace place) => FileOf(place) is not null;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        string file =
            FileOf(place)
            ?? throw new InvalidInputException(
                place.Path,
                null,
                "there is no annotations.xml of CVAT for images in it."
            );
        var found = new FoundDataset(place, options) { Title = "CVAT for images", HasNamedSplits = true };
        foreach (var image in XmlInput.Elements(file, "image"))
        {
            string[] labels =
            [
                .. image
                    .Elements()
                    .Where(element => s_marks.Contains(element.Name.LocalName))
                    .Select(element => Attribute(file, element, "label").Trim())
                    .Distinct(),
            ];
            if (labels.Length == 0)
                found.Unlabelled++;
            else
                found.Images.Add(
                    new FoundImage
                    {
                        File = Attribute(file, image, "name"),
                        Labels = labels,
                        Split = image.Attribute("subset")?.Value is { } subset ? SplitNames.Find(subset) : null,
                    }
                );
        }
        if (found.Images.Count + found.Unlabelled == 0 && XmlInput.Elements(file, "track").Any())
            throw new InvalidInputException(
                file,
                null,
                "this is 'CVAT for video', which is not read. Export the task as 'CVAT for images 1.1'."
            );
        return found.Build();
    }

    private static string Attribute(string file, XElement element, string name) =>
        element.Attribute(name)?.Value
        ?? throw new InvalidInputException(file, null, $"an element '{element.Name}' has no attribute '{name}'.");

    private static string? FileOf(DatasetPlace place) =>
        place.IsFolder
            ? DatasetPlace
                .Files(place.Path, "*.xml")
                .FirstOrDefault(file => XmlInput.RootOf(file, mustBeXml: false) == "annotations")
        : place.XmlRoot == "annotations" ? place.Path
        : null;
}
