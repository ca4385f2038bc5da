using System.Globalization;

namespace MlNetLabels.Datasets.Archives;

/// <summary>
/// Writes what archives hold below one folder, within bounds: on names, on how many files, on bytes as they come out,
/// whatever the archive says of itself.
/// </summary>
/// <param name="archive">Its path, for messages.</param>
/// <param name="place">Where to.</param>
/// <param name="mostFiles">How many files it may hold.</param>
/// <param name="mostBytes">How much they may take; null for what is free there, but for some.</param>
internal sealed class Unpacker(
    string archive,
    TemporaryPlace place,
    int mostFiles = Unpacker.MostFiles,
    long? mostBytes = null
)
{
    private const int MostFiles = 5_000_000,
        BufferBytes = 1 << 16;

    // Images hardly shrink, and lists of them not to a hundredth; below the first bound no ratio does harm.
    private const long AnyRatioBytes = 100_000_000,
        MostRatio = 100,
        SpareBytes = 500_000_000;

    private readonly long _archiveBytes = new FileInfo(archive).Length;
    private readonly long _mostBytes = mostBytes ?? place.Free - SpareBytes;
    private long _bytes;

    public int Files { get; private set; }

    /// <summary>Links and devices.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Counts what is not unpacked.</summary>
    public void LeaveOut() => LeftOut++;

    /// <summary>Writes one file; a name that no safe archive has ends it all.</summary>
    public void Add(string name, Stream content, CancellationToken cancellationToken)
    {
        if (EntryName.IsClutter(name))
            return;
        if (EntryName.Problem(name) is { } problem)
            throw new InvalidInputException(
                archive,
                null,
                $"the entry '{EntryName.Shown(name)}' {problem}; nothing of it is read."
            );
        if (++Files > mostFiles)
            throw new InvalidInputException(archive, null, $"there are more than {mostFiles} files in it.");
        string path = Path.Combine(place.Path, EntryName.Relative(name));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.CreateNew);
            Copy(content, file, cancellationToken);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException && error is not InvalidDataException)
        {
            throw new InvalidInputException(
                archive,
                null,
                $"the entry '{EntryName.Shown(name)}' cannot be unpacked ({place.Hide(error.Message, archive)})",
                error
            );
        }
    }

    private void Copy(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        while (content.Read(buffer) is > 0 and int read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _bytes += read;
            if (_bytes > AnyRatioBytes && _bytes / MostRatio > _archiveBytes)
                throw new InvalidInputException(
                    archive,
                    null,
                    $"it unpacks to more than {MostRatio} times its size, as archives made to do harm do. Unpack it yourself if you "
                        + "trust it, and name the folder."
                );
            if (_bytes > _mostBytes)
                throw new InvalidInputException(
                    archive,
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
