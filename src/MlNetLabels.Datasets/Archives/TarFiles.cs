using System.Formats.Tar;
using System.IO.Compression;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Tar archives, plain or gzipped, from front to end.</summary>
internal static class TarFiles
{
    public static void Unpack(string path, bool isGzipped, Unpacker unpacker, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = isGzipped ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            using var tar = new TarReader(content);
            while (tar.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (entry.EntryType)
                {
                    case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                        unpacker.Add(entry.Name, entry.DataStream ?? Stream.Null, cancellationToken);
                        break;
                    case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                        break;
                    default:
                        unpacker.LeaveOut();
                        break;
                }
            }
        }
        catch (Exception error)
            when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidInputException(
                path,
                null,
                $"this is no tar archive, or it is damaged ({error.Message})",
                error
            );
        }
    }
}
