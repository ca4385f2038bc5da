using Microsoft.Win32.SafeHandles;
using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Zip archives: where their files lie.</summary>
internal static class ZipFiles
{
    private const int BufferBytes = 1 << 16;

    // Pipe, device, disk, link and socket, as Unix numbers kinds of files.
    private static readonly int[] s_noFiles = [0x1000, 0x2000, 0x6000, 0xA000, 0xC000];

    public static void List(string path, SafeFileHandle file, ArchiveIndex index, CancellationToken cancellationToken)
    {
        try
        {
            var place = ZipIndex.Find(file);
            if (place.IsPart)
                throw new InvalidInputException(path, null, ArchivePart.Advice);
            using var entries = new BufferedStream(new FilePart(file, place.At, place.Bytes), BufferBytes);
            long count = 0;
            for (; ZipHeader.Read(entries) is { } entry; count++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(entry, index);
            }
            // Of more than fit into two bytes, old programs write what is left over.
            if ((ushort)count != (ushort)place.Count)
                throw new InvalidDataException($"{place.Count} entries are announced, and {count} found");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new InvalidInputException(
                path,
                null,
                $"the zip archive is damaged: {error.Message}. Download or make it again.",
                error
            );
        }
    }

    private static void Add(ZipHeader entry, ArchiveIndex index)
    {
        if (s_noFiles.Contains(entry.UnixKind))
            index.Bounds.LeaveOut();
        else if (entry.Name is [] or [.., '/'] or [.., '\\'] || EntryName.IsClutter(entry.Name))
            return;
        else if (entry.IsEncrypted)
            throw index.Bounds.Refused(entry.Name, "is encrypted; unpack the archive, and name the folder.");
        else if (!entry.IsReadable)
            throw index.Bounds.Refused(
                entry.Name,
                $"is packed in a way that is not read (method {entry.Method}); unpack the archive, and name the folder."
            );
        else
            index.Add(entry.Name, entry.Entry);
    }
}
