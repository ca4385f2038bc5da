using System.Text.Json;

namespace MlNetLabels.Data.Formats;

/// <summary>Where a dataset lies, looked at once for all formats.</summary>
internal sealed class DatasetPlace
{
    private const int MostFiles = 200,
        HeadBytes = 512;

    private readonly Lazy<IReadOnlyList<JsonFile>> _json;
    private readonly Lazy<byte[]> _head;
    private readonly Lazy<string?> _xmlRoot;

    public DatasetPlace(string path)
    {
        Path = path;
        IsFolder = InputTree.IsFolder(path);
        Folder = IsFolder ? path : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Parts = IsFolder ? FindParts(path) : [];
        _json = new(FindJson);
        _head = new(ReadHead);
        _xmlRoot = new(() => IsFolder || !HasExtension(".xml") ? null : XmlInput.RootOf(path, mustBeXml: true));
    }

    /// <summary>As the user named it.</summary>
    public string Path { get; }

    public bool IsFolder { get; }

    /// <summary>The folder itself, or the one that the file lies in.</summary>
    public string Folder { get; }

    /// <summary>The folder, then those in it that are called like splits.</summary>
    public IReadOnlyList<DatasetPart> Parts { get; }

    /// <summary>The JSON file named; or those of a folder, its splits and its subfolder annotations.</summary>
    public IReadOnlyList<JsonFile> JsonFiles => _json.Value;

    /// <summary>The name of a file's XML root; null where it is no XML.</summary>
    public string? XmlRoot => _xmlRoot.Value;

    /// <summary>A file's first bytes; none of a folder.</summary>
    public ReadOnlySpan<byte> Head => _head.Value;

    public bool HasExtension(params ReadOnlySpan<string> extensions)
    {
        string own = System.IO.Path.GetExtension(Path);
        foreach (string extension in extensions)
            if (!IsFolder && own.Equals(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>JSON files of one shape.</summary>
    public IReadOnlyList<JsonFile> Json(Func<JsonShape, bool> shape) =>
        [.. JsonFiles.Where(file => file.Shape is { } found && shape(found))];

    /// <summary>Visible files of a folder that match, in ordinal order, within a bound.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        !InputTree.IsFolder(folder)
            ? []
            :
            [
                .. InputTree
                    .Files(folder, pattern)
                    .Where(file => !System.IO.Path.GetFileName(file).StartsWith('.'))
                    // Every answer that was ever given beside the list of the last ones: no list of its own.
                    .Where(file => !file.EndsWith(".journal.jsonl", StringComparison.Ordinal))
                    .Take(MostFiles)
                    .Order(StringComparer.Ordinal),
            ];

    private static DatasetPart[] FindParts(string folder) =>
        [
            new(folder, null),
            .. ImageFiles
                .Subfolders(folder)
                .Where(name => SplitNames.Find(name) is not null)
                .Select(name => new DatasetPart(System.IO.Path.Combine(folder, name), SplitNames.Find(name))),
        ];

    private JsonFile[] FindJson()
    {
        if (!IsFolder)
            return HasExtension(".json")
                ? [new(Path, SplitNames.InFileName(Path), ShapeOf(Path, mustBeJson: true))]
                : [];
        var files = Parts.SelectMany(part => Files(part.Folder, "*.json").Select(file => (file, part.Split)));
        var annotations = ImageFiles
            .Subfolders(Path)
            .Where(name => name.Equals("annotations", StringComparison.OrdinalIgnoreCase))
            .SelectMany(name => Files(System.IO.Path.Combine(Path, name), "*.json"))
            .Select(file => (file, Split: SplitNames.InFileName(file)));
        return
        [
            .. files
                .Concat(annotations)
                .Select(x => new JsonFile(
                    x.file,
                    x.Split ?? SplitNames.InFileName(x.file),
                    ShapeOf(x.file, mustBeJson: false)
                )),
        ];
    }

    /// <summary>Names of JSON files of a folder that are damaged, and so of no format.</summary>
    public IReadOnlyList<string> DamagedJson =>
        IsFolder
            ? [.. JsonFiles.Where(json => json.Shape is null && IsDamaged(json.File)).Select(json => json.File)]
            : [];

    private static bool IsDamaged(string file)
    {
        try
        {
            _ = JsonShape.Read(JsonInput.Bytes(file));
            return false;
        }
        catch (Exception error) when (error is JsonException or InvalidInputException)
        {
            return true;
        }
    }

    private static JsonShape? ShapeOf(string file, bool mustBeJson)
    {
        try
        {
            return JsonShape.Read(JsonInput.Bytes(file));
        }
        catch (JsonException error) when (mustBeJson)
        {
            throw new InvalidInputException(file, (int?)error.LineNumber + 1, JsonInput.Damage(error), error);
        }
        catch (Exception error) when (!mustBeJson && error is JsonException or InvalidInputException)
        {
            return null;
        }
    }

    private byte[] ReadHead()
    {
        if (IsFolder)
            return [];
        using var file = InputFile.Open(Path);
        byte[] head = new byte[HeadBytes];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}

/// <summary>A folder of a dataset, and the split that its name says.</summary>
internal sealed record DatasetPart(string Folder, Split? Split);

/// <summary>A JSON file of a dataset.</summary>
/// <param name="File">Its path.</param>
/// <param name="Split">The split that its name or folder says.</param>
/// <param name="Shape">What it is; null where it is neither an object nor a list of objects.</param>
internal sealed record JsonFile(string File, Split? Split, JsonShape? Shape);
