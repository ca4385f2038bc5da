using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Archives;

/// <summary>
/// The files of a zip or tar archive, read at their offsets through one handle, which many threads may use at once. An
/// archive that changes meanwhile says so instead of giving other bytes; one that is deleted or replaced stays readable
/// where the system lets it.
/// </summary>
internal sealed class ArchiveFiles : PackedFiles
{
    private readonly SafeFileHandle _file;
    private readonly (long Length, DateTime Time) _state;
    private readonly ArchiveEntry[] _entries;

    private ArchiveFiles(
        string path,
        SafeFileHandle file,
        (long, DateTime) state,
        (string[] Names, ArchiveEntry[] Entries) index
    )
        : base(path, index.Names) => (_file, _state, _entries, Names) = (file, state, index.Entries, index.Names);

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads where its files lie.</summary>
    /// <param name="package">A zip or plain tar archive.</param>
    /// <param name="bounds">What it may hold; counts what it does.</param>
    /// <param name="damaged">
    /// Told why a tar archive ends early, where what is in front of that is to be kept; null to refuse it all.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidInputException">It is damaged, or holds what no safe archive does.</exception>
    public static ArchiveFiles Open(
        Package package,
        ArchiveBounds bounds,
        Action<string>? damaged,
        CancellationToken cancellationToken
    )
    {
        var file = Opened(package.Path);
        try
        {
            var state = StateOf(file);
            var index = new ArchiveIndex(bounds);
            if (package.Kind == PackageKind.Zip)
                ZipFiles.List(package.Path, file, index, cancellationToken);
            else
                TarFiles.List(package.Path, file, index, damaged, cancellationToken);
            return new ArchiveFiles(package.Path, file, state, index.Sorted());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    protected override long LengthOf(int index) => _entries[index].Length;

    protected override Stream OpenAt(int index)
    {
        CheckState();
        var entry = _entries[index];
        if (entry.Packing is EntryPacking.TarSparse or EntryPacking.TarRest)
            throw new IOException(entry.Packing == EntryPacking.TarSparse ? TarFiles.Sparse : TarFiles.Rest);
        if (entry.Packing == EntryPacking.Plain)
            return new EntryStream(new FilePart(_file, entry.At, entry.Stored), entry.Length, null, CheckState);
        Stream packed = new FilePart(_file, ZipHeader.ContentAt(_file, entry.At), entry.Stored);
        if (entry.Packing == EntryPacking.ZipDeflated)
            packed = new DeflateStream(packed, CompressionMode.Decompress);
        return new EntryStream(packed, entry.Length, entry.Crc, CheckState);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
    }

    private static SafeFileHandle Opened(string path)
    {
        try
        {
            return File.OpenHandle(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                FileOptions.RandomAccess
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, null, $"cannot be read ({error.Message})", error);
        }
    }

    private void CheckState()
    {
        if (StateOf(_file) != _state)
            throw new IOException("its archive was changed while it was read");
    }

    private static (long, DateTime) StateOf(SafeFileHandle file) =>
        (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
}
