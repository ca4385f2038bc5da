using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Parquet;

/// <summary>
/// The images of a Parquet file, by the numbers of their rows. Groups of rows are read when one of their images is asked
/// for, and the last two of them are held: many threads that go through a file in order are never in more.
/// </summary>
internal sealed class ParquetImages : PackedFiles
{
    private const int MostHeld = 2,
        MostRows = 5_000_000;

    private readonly string _path;
    private readonly ParquetColumns _columns;
    private readonly int[] _starts;
    private readonly (long, DateTime) _state;
    private readonly Queue<(int Group, object Images)> _held = new();

    private ParquetImages(string path, ParquetColumns columns, int[] starts, int rows, (long, DateTime) state)
        : base(path, [.. Enumerable.Range(0, rows).Select(NameOf)]) =>
        (_path, _columns, _starts, _state) = (path, columns, starts, state);

    /// <exception cref="InvalidInputException">It is damaged, or holds no images.</exception>
    public static ParquetImages OpenFile(string path)
    {
        var state = StateOf(path);
        var columns = ParquetColumns.Find(path, new DatasetOptions(), needsLabel: false);
        if (columns.IsOfPaths)
            throw new InvalidInputException(
                path,
                null,
                $"it lists paths in its column 'file', and '{columns.ImageName}' is not called as images are. Name this one list, and "
                    + "neither a folder of such nor a pattern."
            );
        var groups = ParquetRows.Groups(path);
        long rows = groups.Sum();
        if (rows > MostRows || groups.Any(x => x < 0))
            throw new InvalidInputException(path, null, $"there are more than {MostRows} rows in it.");
        var starts = new int[groups.Count];
        for (int i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + (int)groups[i - 1];
        return new(path, columns, starts, (int)rows, state);
    }

    /// <summary>The column of classes or of labels, as a list has it; null where there is neither.</summary>
    public string? LabelColumn =>
        _columns.Label is null ? null
        : _columns.IsList ? "labels"
        : "label";

    /// <summary>The images in order, with what the column of labels says.</summary>
    public IEnumerable<PackedImage> List(CancellationToken cancellationToken)
    {
        if (_columns.Label is null)
        {
            foreach (string file in Files(""))
                yield return new(file, null);
            yield break;
        }
        int row = 0;
        for (int group = 0; group < _starts.Length; group++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var labels in ParquetRows.Labels(_path, group, _columns))
                yield return new(NameOf(row++), labels is null ? null : Joined(labels));
        }
    }

    protected override long LengthOf(int index) => ImageAt(index).Length;

    protected override Stream OpenAt(int index) => new MemoryStream(ImageAt(index), writable: false);

    protected override void Dispose(bool disposing)
    {
        lock (_held)
            _held.Clear();
    }

    private static string NameOf(int row) => $"{row:D8}";

    private string Joined(IReadOnlyList<string> labels) =>
        labels.FirstOrDefault(x => x.Contains(';')) is { } label
            ? throw new InvalidInputException(
                _path,
                null,
                $"the label '{label}' has a ';' in it, which lists have between labels."
            )
            : string.Join(';', labels);

    private byte[] ImageAt(int row)
    {
        int found = Array.BinarySearch(_starts, row),
            group = found >= 0 ? Array.LastIndexOf(_starts, row) : ~found - 1;
        object images;
        lock (_held)
            images = GroupAt(group);
        byte[]?[] read = images as byte[]?[] ?? throw new IOException((string)images);
        return read[row - _starts[group]] is { Length: > 0 } image
            ? image
            : throw new IOException("its bytes are not in the Parquet file: only images that lie in it are read");
    }

    // What cannot be read is remembered like the rest: a damaged group is not read once for each of its rows.
    private object GroupAt(int group)
    {
        foreach (var held in _held)
            if (held.Group == group)
                return held.Images;
        while (_held.Count >= MostHeld)
            _held.Dequeue();
        object images;
        try
        {
            images =
                StateOf(_path) == _state
                    ? ParquetRows.Images(_path, group, _columns)
                    : "its Parquet file was changed while it was read";
        }
        catch (InvalidInputException error)
        {
            images = error.Message.Replace($"{_path}: ", "", StringComparison.Ordinal);
        }
        _held.Enqueue((group, images));
        return images;
    }

    private static (long, DateTime) StateOf(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : default;
}
