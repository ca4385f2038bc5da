namespace MlNetLabels.Datasets.Archives;

/// <summary>What an archive may hold: bounds on names, on how many files, and on how much they are beside the archive.</summary>
/// <param name="archive">Its path.</param>
/// <param name="mostFiles">How many files it may hold.</param>
internal sealed class ArchiveBounds(string archive, int mostFiles = ArchiveBounds.MostFiles)
{
    private const int MostFiles = 5_000_000;

    // Images hardly shrink, and lists of them not to a hundredth; below the first bound no ratio does harm.
    private const long AnyRatioBytes = 100_000_000,
        MostRatio = 100;

    private readonly long _archiveBytes = new FileInfo(archive).Length;
    private long _bytes;

    /// <summary>Its path.</summary>
    public string Archive => archive;

    public int Files { get; private set; }

    /// <summary>Links and devices.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether the mark of its end is missing, as where it was cut off between two files.</summary>
    public bool IsCut { get; set; }

    /// <summary>Counts a link or a device.</summary>
    public void LeaveOut() => LeftOut++;

    /// <summary>Counts a file; false for clutter. A name that no safe archive has ends it all.</summary>
    public bool Takes(string name)
    {
        if (EntryName.IsClutter(name))
            return false;
        if (EntryName.Problem(name) is { } problem)
            throw Refused(name, $"{problem}; nothing of it is read.");
        if (++Files > mostFiles)
            throw new InvalidInputException(archive, null, $"there are more than {mostFiles} files in it.");
        return true;
    }

    /// <summary>Counts bytes that come out of it.</summary>
    public void Grow(long bytes)
    {
        _bytes += bytes;
        if (bytes < 0 || (_bytes > AnyRatioBytes && _bytes / MostRatio > _archiveBytes))
            throw new InvalidInputException(
                archive,
                null,
                $"it unpacks to more than {MostRatio} times its size, as archives made to do harm do. Unpack it yourself if you "
                    + "trust it, and name the folder."
            );
    }

    /// <summary>Why an entry has nothing read.</summary>
    public InvalidInputException Refused(string name, string reason, Exception? error = null) =>
        new(archive, null, $"the entry '{EntryName.Shown(name)}' {reason}", error!);
}
