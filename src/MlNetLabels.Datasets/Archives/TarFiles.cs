using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Tar archives: where the files of a plain one lie, or all of a gzipped one from front to end.</summary>
internal static class TarFiles
{
    private const int BlockBytes = 512;

    /// <summary>Lists where its files lie.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">It, open.</param>
    /// <param name="index">Gets them.</param>
    /// <param name="damaged">
    /// Told why it ends early, where what is in front of that is to be kept; null to refuse it all.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static void List(
        string path,
        SafeFileHandle file,
        ArchiveIndex index,
        Action<string>? damaged,
        CancellationToken cancellationToken
    )
    {
        long length = RandomAccess.GetLength(file);
        using var content = new FilePart(file, 0, length);
        Read(
            path,
            content,
            new TarHeaders(file),
            index.Bounds,
            entry =>
            {
                string cut = $"it ends within '{EntryName.Shown(entry.Name)}'";
                bool isWhole = entry.Length <= length - entry.DataOffset;
                if (!isWhole && damaged is null)
                    throw new InvalidInputException(
                        path,
                        null,
                        $"the tar archive is damaged: {cut}. Download or make it again."
                    );
                index.Add(
                    entry.Name,
                    new ArchiveEntry(entry.DataOffset, entry.Length, entry.Length, 0, EntryPacking.Plain)
                );
                if (!isWhole)
                    damaged!($"the tar archive was cut off: {cut}, and what came behind is lost");
                return isWhole;
            },
            damaged,
            cancellationToken
        );
        // Blocks of zeros are its end.
        var last = new byte[Math.Min(BlockBytes, length)];
        content.Position = length - last.Length;
        content.ReadExactly(last);
        index.Bounds.IsCut = last.AsSpan().ContainsAnyExcept((byte)0);
    }

    public static void Unpack(string path, Unpacker unpacker, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        Read(
            path,
            content,
            // Of what is gzipped there is a checksum of all.
            headers: null,
            unpacker.Bounds,
            entry =>
            {
                unpacker.Add(entry.Name, entry.DataStream ?? Stream.Null, cancellationToken);
                return true;
            },
            null,
            cancellationToken
        );
    }

    private static void Read(
        string path,
        Stream content,
        TarHeaders? headers,
        ArchiveBounds bounds,
        Func<TarEntry, bool> goesOnAfter,
        Action<string>? damaged,
        CancellationToken cancellationToken
    )
    {
        bool isBegun = false;
        try
        {
            using var tar = new TarReader(content);
            while (tar.GetNextEntry() is { } entry)
            {
                isBegun = true;
                cancellationToken.ThrowIfCancellationRequested();
                headers?.Check(entry);
                switch (entry.EntryType)
                {
                    case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                    // The oldest archives mark a folder by its name alone.
                    case TarEntryType.V7RegularFile when entry.Name.EndsWith('/'):
                        break;
                    case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                        if (!goesOnAfter(entry))
                            return;
                        break;
                    default:
                        bounds.LeaveOut();
                        break;
                }
            }
            headers?.CheckEnd();
        }
        catch (Exception error)
            when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            string? wrong = headers?.Problem();
            if (!isBegun || damaged is null)
                throw new InvalidInputException(
                    path,
                    null,
                    wrong is null || !isBegun
                        ? Problem(path, isBegun)
                        : $"the tar archive is damaged: {wrong}. Download or make it again.",
                    error
                );
            damaged(
                wrong is null
                    ? "the tar archive is damaged or was cut off, and what came behind its last entry is lost"
                    : $"the tar archive is damaged: {wrong}, and what came from there on is lost"
            );
        }
    }

    private static string Problem(string path, bool isBegun)
    {
        string inner = Path.GetFileNameWithoutExtension(path);
        return
            !isBegun
            && Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase)
            && !inner.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
            ? $"this is one packed file, and not an archive of many (.tar.gz). Unpack it (gunzip), and name {inner}."
            : $"this is no tar archive, or it is damaged{(isBegun ? " or was cut off" : "")}. Download or make it again.";
    }
}
