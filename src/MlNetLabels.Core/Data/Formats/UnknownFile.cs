namespace MlNetLabels.Data.Formats;

/// <summary>Says what a file is that no format takes, and what can be read instead.</summary>
internal static class UnknownFile
{
    private const string Readable =
        "What can be read: folders of images, CSV and JSON Lines, and exports of COCO, Pascal VOC, YOLO, Label Studio, CVAT, "
        + "Datumaro, FiftyOne, Roboflow, Hugging Face, CreateML, VoTT and Custom Vision.";

    private const string Easiest = "Easiest of all is a CSV with the columns file,label and a line for each image. ";

    private const string OwnJson =
        "A list of images of your own is read as JSON Lines: a file .jsonl with one object a line, such as "
        + "{\"file\": \"1.jpg\", \"label\": \"cat\"}. Names that are known: file, "
        + "filename, image, path, id; label, class, category; and labels, tags for lists (\"labels\": [\"round\", \"blue\"]). ";

    private static readonly string[] s_documents = [".docx", ".doc", ".odt", ".pptx", ".ppt", ".odp"];

    private static readonly string[] s_packed = [".zip", ".tar", ".tgz", ".gz", ".7z", ".rar", ".parquet"];

    public static string Describe(DatasetPlace place) =>
        place.JsonFiles is [var known] && Tool(known) is { } tool ? tool
        : place.JsonFiles is [{ Shape: { } shape } json]
            ? JsonInput.Damage(json.File)
                ?? $"this is JSON {shape}, which is no dataset known here. {Easiest}{(shape.IsList ? OwnJson : "")}{Readable}"
        : place.JsonFiles.Count > 0
            ? $"this is JSON that is neither an object nor a list of objects. {Easiest}{OwnJson}{Readable}"
        : place.XmlRoot is { } root
            ? $"this is XML with the root element '{root}', which is no dataset known here. {Readable}"
        : Packed(place) is { } packed ? packed
        : $"this is no dataset known here. {Readable}";

    /// <summary>What an archive, a Parquet file or an image is; null for what may be text.</summary>
    public static string? Packed(DatasetPlace place) =>
        !place.IsFolder && ForeignFile.Describe(place.Path) is { } foreign ? foreign
        : OfficeFile.Is(place.Head)
            ? place.HasExtension(s_documents)
                    ? "this is a document, not a list or a folder. Save the table in it as CSV."
                : "this is an Excel file in spite of its name. Save its sheet as CSV (in Excel: 'CSV UTF-8')."
        : place.Head.StartsWith("%PDF"u8)
            ? "this is a PDF, not a list or a folder. Export the table in it as CSV, or the images as files."
        : Unread(place.Head) is { } unread ? ForeignFile.UnreadArchive(unread)
        : Kind(place.Head) is { } kind
            ? $"this is {kind}, and not a list or a folder. The program and MlNetLabels.Datasets (PackedDataset.Open) read one that is "
                + "named itself, not one within another; else unpack it, and name the folder."
        : IsPage(place.Head)
            ? "this is a web page, not a dataset. Export or download it again from where it came; a page often comes "
                + "where one must sign in first."
        : IsImage(place.Head) ? "this is an image, not a list of images. Name the folder that it lies in."
        : place.HasExtension(s_packed)
            ? $"it is called {Path.GetExtension(place.Path)}, but holds {(IsText(place.Head) ? "text" : "something else")}. Download or "
                + "make it again if it should be an archive; else give it the name of what it is (.csv for a table)."
        : null;

    private static string? Unread(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([0x37, 0x7A, 0xBC, 0xAF]) ? "7z"
        : head.StartsWith<byte>([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "packed (xz)"
        : head.StartsWith("BZh"u8) ? "packed (bzip2)"
        : head.StartsWith("Rar!"u8) ? "RAR"
        : null;

    /// <summary>Which tool's a JSON file is that is not read, and what to export from it; null for any other.</summary>
    public static string? Tool(JsonFile file) =>
        file.Shape is null ? null
        : file.Shape.Has("shapes", "imagePath") ? OtherTool("LabelMe")
        : file.Shape.Has("images", "categories")
            ? "this looks like COCO without its member 'annotations', which says what the images show, as lists of test images are. "
                + "Name the file that has it."
        : file.Shape.Members is ["classes" or "tags", "classes" or "tags", ..] ? OtherTool("Supervisely")
        : null;

    private static string OtherTool(string name) =>
        $"this is a file of {name}, which is not read. Export or convert to COCO, Pascal VOC or YOLO.";

    private static string? Kind(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) ? "a zip archive"
        : head.StartsWith("PAR1"u8) ? "a Parquet file"
        : head.StartsWith<byte>([0x1F, 0x8B]) ? "a gzip archive"
        : head.Length > 262 && head[257..].StartsWith("ustar"u8) ? "a tar archive"
        : null;

    private static bool IsText(ReadOnlySpan<byte> head) => head.IndexOfAnyInRange<byte>(0, 8) < 0;

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
