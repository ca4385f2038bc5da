using IOPath = System.IO.Path;

namespace MlNetLabels.Data;

/// <summary>
/// Files inside of another file, such as an archive, that are read where they lie. Once mounted, a path through that file
/// (<c>photos.zip/cats/1.jpg</c>) is one of theirs for everything here that reads images or lists, until it is disposed.
/// All members may be called by many threads at once. What .NET's own <see cref="File"/> is asked knows nothing of them.
/// </summary>
public abstract class PackedFiles : IDisposable
{
    // Replaced as a whole, so that looking needs no lock; the last mounted of a path counts.
    private static PackedFiles[] s_mounted = [];

    private readonly string _root;
    private readonly string[] _names;

    /// <summary>Begins an index of them.</summary>
    /// <param name="path">The file that they lie in.</param>
    /// <param name="names">
    /// Their names with forward slashes between, relative, in ordinal order and each once. Folders are what names say.
    /// </param>
    /// <exception cref="ArgumentException">They are not in order, or one is there twice.</exception>
    protected PackedFiles(string path, string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        for (int i = 1; i < names.Length; i++)
            if (string.CompareOrdinal(names[i - 1], names[i]) >= 0)
                throw new ArgumentException($"'{names[i]}' is not in ordinal order, or twice.", nameof(names));
        (Path, _root, _names) = (path, IOPath.GetFullPath(path), names);
    }

    /// <summary>The file that they lie in, as it was named.</summary>
    public string Path { get; }

    /// <summary>What a path through a mounted file leads to.</summary>
    /// <param name="path">Any path.</param>
    /// <param name="name">
    /// The name inside, which need not be there; empty for the file itself, and where null is returned.
    /// </param>
    /// <returns>The files that it leads into; null for a path on the disk.</returns>
    public static PackedFiles? Find(string path, out string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        name = "";
        var mounted = Volatile.Read(ref s_mounted);
        if (mounted.Length == 0 || path.Length == 0 || path.Contains('\0'))
            return null;
        string full = IOPath.TrimEndingDirectorySeparator(IOPath.GetFullPath(path));
        for (int i = mounted.Length - 1; i >= 0; i--)
            if (
                full.StartsWith(mounted[i]._root, StringComparison.Ordinal)
                && (
                    full.Length == mounted[i]._root.Length
                    || full[mounted[i]._root.Length] == IOPath.DirectorySeparatorChar
                )
            )
            {
                name = full[mounted[i]._root.Length..].Replace(IOPath.DirectorySeparatorChar, '/').TrimStart('/');
                return mounted[i];
            }
        return null;
    }

    /// <summary>From now on paths through the file lead to its files.</summary>
    public void Mount() => Change(mounted => [.. mounted, this]);

    /// <summary>Whether there is a file of that name.</summary>
    public bool IsFile(string name) => IndexOf(name) >= 0;

    /// <summary>Whether there are files below a folder of that name; the empty one is the whole.</summary>
    public bool IsFolder(string name) => FirstBelow(name) < EndBelow(name);

    /// <summary>Names of the files directly in a folder, without its own, in ordinal order.</summary>
    public IReadOnlyList<string> Files(string folder) =>
        [.. Entries(folder).Where(x => !x.IsFolder).Select(x => x.Name)];

    /// <summary>Names of the folders directly in a folder, without its own, in ordinal order.</summary>
    public IReadOnlyList<string> Folders(string folder) =>
        [.. Entries(folder).Where(x => x.IsFolder).Select(x => x.Name)];

    /// <summary>A file's length in bytes, as it is said of it and as no reader goes beyond.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    public long Length(string name) => LengthOf(Existing(name));

    /// <summary>Opens a file to read from its beginning to its end.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    /// <exception cref="IOException">
    /// It cannot be read, or is damaged. Reading it throws the same where that shows later.
    /// </exception>
    public Stream Open(string name) => OpenAt(Existing(name));

    /// <summary>The length of a file in bytes.</summary>
    /// <param name="index">Its place among the names.</param>
    protected abstract long LengthOf(int index);

    /// <summary>Opens a file.</summary>
    /// <param name="index">Its place among the names.</param>
    protected abstract Stream OpenAt(int index);

    /// <summary>Ends what <see cref="Mount"/> began, and closes the file.</summary>
    public void Dispose()
    {
        Change(mounted => [.. mounted.Where(x => x != this)]);
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">Whether managed objects may be touched.</param>
    protected abstract void Dispose(bool disposing);

    private static void Change(Func<PackedFiles[], PackedFiles[]> change)
    {
        PackedFiles[] before;
        do before = Volatile.Read(ref s_mounted);
        while (Interlocked.CompareExchange(ref s_mounted, change(before), before) != before);
    }

    private int Existing(string name) =>
        IndexOf(name) is >= 0 and int index
            ? index
            : throw new FileNotFoundException($"there is no '{name}' in {IOPath.GetFileName(Path)}");

    private int IndexOf(string name) => Array.BinarySearch(_names, name, StringComparer.Ordinal);

    // In ordinal order what lies below a folder stands together: from its name with a slash to that with the character
    // after the slash.
    private int FirstBelow(string folder) => folder.Length == 0 ? 0 : From(folder + '/');

    private int EndBelow(string folder) => folder.Length == 0 ? _names.Length : From(folder + (char)('/' + 1));

    private int From(string name)
    {
        int index = IndexOf(name);
        return index < 0 ? ~index : index;
    }

    private IEnumerable<(string Name, bool IsFolder)> Entries(string folder)
    {
        int skip = folder.Length == 0 ? 0 : folder.Length + 1,
            end = EndBelow(folder);
        for (int i = FirstBelow(folder); i < end; )
        {
            int slash = _names[i].IndexOf('/', skip);
            yield return (_names[i][skip..(slash < 0 ? _names[i].Length : slash)], slash >= 0);
            i = slash < 0 ? i + 1 : EndBelow(_names[i][..slash]);
        }
    }
}
