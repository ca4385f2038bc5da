using System.Globalization;

namespace MlNetLabels.Datasets.Archives;

/// <summary>
/// Writes what cannot be read in place below one folder, within bounds: on names, on how many files, on bytes as they come
/// out, whatever the archive says of itself.
/// </summary>
/// <param name="bounds">What the archive may hold.</param>
/// <param name="place">Where to.</param>
/// <param name="mostBytes">How much they may take; null for what is free there, but for some.</param>
internal sealed class Unpacker(ArchiveBounds bounds, TemporaryPlace place, long? mostBytes = null)
{
    private const int BufferBytes = 1 << 16;

    private const long SpareBytes = 500_000_000;

    private readonly long _mostBytes = mostBytes ?? place.Free - SpareBytes;
    private long _bytes;

    public ArchiveBounds Bounds => bounds;

    /// <summary>Writes one file, unless it is clutter.</summary>
    public void Add(string name, Stream content, CancellationToken cancellationToken)
    {
        if (!bounds.Takes(name))
            return;
        string path = Path.Combine(place.Path, EntryName.Relative(name));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.CreateNew);
            Copy(content, file, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw bounds.Refused(name, $"cannot be unpacked ({place.Hide(error.Message, bounds.Archive)})", error);
        }
    }

    private void Copy(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        while (content.Read(buffer) is > 0 and int read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bounds.Grow(read);
            _bytes += read;
            if (_bytes > _mostBytes)
                throw new InvalidInputException(
                    bounds.Archive,
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"it does not fit into {Path.GetTempPath()}, where {_mostBytes / 1_000_000} MB can be used. Unpack it elsewhere, "
                    ) + "and name the folder."
                );
            file.Write(buffer, 0, read);
        }
    }
}
