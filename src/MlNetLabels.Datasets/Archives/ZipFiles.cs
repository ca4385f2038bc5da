using System.IO.Compression;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Zip archives.</summary>
internal static class ZipFiles
{
    // The upper half of an entry's attributes is what Unix says of a file; a link is one of its kinds.
    private const int UnixShift = 16,
        KindMask = 0xF000,
        Link = 0xA000;

    public static void Unpack(string path, Unpacker unpacker, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (((entry.ExternalAttributes >> UnixShift) & KindMask) == Link)
                    unpacker.LeaveOut();
                else if (entry.FullName is not ([] or [.., '/'] or [.., '\\']))
                {
                    using var content = entry.Open();
                    unpacker.Add(entry.FullName, content, cancellationToken);
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new InvalidInputException(
                path,
                null,
                $"the zip archive is damaged, encrypted, or packed in a way that is not read ({error.Message})",
                error
            );
        }
    }
}
