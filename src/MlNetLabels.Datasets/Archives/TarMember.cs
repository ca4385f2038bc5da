namespace MlNetLabels.Datasets.Archives;

/// <summary>What is packed in a tar archive, as its headers say.</summary>
/// <param name="Name">As it was named when it was packed.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where its bytes begin.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct TarMember(string Name, TarKind Kind, long At, long Length);

internal enum TarKind
{
    File,

    /// <summary>Folders and the name of the whole, which nothing is read of.</summary>
    Folder,

    /// <summary>Links, devices and what is not known.</summary>
    Other,

    /// <summary>A file that was packed without its holes.</summary>
    Sparse,

    /// <summary>The rest of a file that an archive before this one holds the beginning of.</summary>
    Rest,
}
