namespace MlNetLabels.Data.Formats;

/// <summary>Says what a file is that no format takes, and what can be read instead.</summary>
internal static class UnknownFile
{
    private const string Readable =
        "What can be read: folders of images, CSV and JSON Lines, and the exports that docs/datasets.md lists "
        + "(COCO, Pascal VOC, YOLO, Label Studio, CVAT, Datumaro, FiftyOne, Roboflow, Hugging Face, ...).";

    public static string Describe(DatasetPlace place) =>
        place.JsonFiles is [var known] && Tool(known) is { } tool ? tool
        : place.JsonFiles is [{ Shape: { } shape }]
            ? $"this is JSON {shape}, which is no dataset known here. {Readable}"
        : place.JsonFiles.Count > 0 ? $"this is JSON that is neither an object nor a list of objects. {Readable}"
        : place.XmlRoot is { } root
            ? $"this is XML with the root element '{root}', which is no dataset known here. {Readable}"
        : Packed(place) is { } packed ? packed
        : $"this is no dataset known here. {Readable}";

    /// <summary>What an archive, a Parquet file or an image is; null for what may be text.</summary>
    public static string? Packed(DatasetPlace place) =>
        !place.IsFolder && ForeignFile.Describe(place.Path) is { } foreign ? foreign
        : Kind(place.Head) is { } kind
            ? $"this is {kind}. MlNetLabels.Datasets (PackedDataset.Open) reads archives and Parquet files, and so does the program; "
                + "else unpack it first."
        : IsPage(place.Head) ? "this is a web page, not a dataset."
        : IsImage(place.Head) ? "this is an image, not a list of images. Name the folder that it lies in."
        : null;

    /// <summary>Which tool's a JSON file is that is not read, and what to export from it; null for any other.</summary>
    public static string? Tool(JsonFile file) =>
        file.Shape is null ? null
        : file.Shape.Has("shapes", "imagePath") ? OtherTool("LabelMe")
        : file.Shape.Members is ["classes" or "tags", "classes" or "tags", ..] ? OtherTool("Supervisely")
        : null;

    private static string OtherTool(string name) =>
        $"this is a file of {name}, which is not read. Export or convert to COCO, Pascal VOC or YOLO.";

    private static string? Kind(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) ? "a zip archive"
        : head.StartsWith("PAR1"u8) ? "a Parquet file"
        : head.StartsWith<byte>([0x1F, 0x8B]) ? "a gzip archive"
        : head.StartsWith<byte>([0x37, 0x7A, 0xBC, 0xAF]) ? "a 7z archive"
        : head.StartsWith("Rar!"u8) ? "a RAR archive"
        : head.Length > 262 && head[257..].StartsWith("ustar"u8) ? "a tar archive"
        : null;

    private static bool IsPage(ReadOnlySpan<byte> head)
    {
        string text = System.Text.Encoding.Latin1.GetString(head).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsImage(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([0xFF, 0xD8, 0xFF])
        || head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])
        || head.StartsWith("GIF8"u8)
        || (head.Length > 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8));
}
