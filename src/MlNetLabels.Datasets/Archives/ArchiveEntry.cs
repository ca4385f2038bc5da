namespace MlNetLabels.Datasets.Archives;

/// <summary>Where a file lies in its archive.</summary>
/// <param name="At">Offset of its bytes; in a zip archive, of the header in front of them.</param>
/// <param name="Stored">How many bytes lie there.</param>
/// <param name="Length">How many they come to.</param>
/// <param name="Crc">Their checksum.</param>
/// <param name="Packing">How they lie there.</param>
internal readonly record struct ArchiveEntry(long At, long Stored, long Length, uint Crc, EntryPacking Packing);

internal enum EntryPacking
{
    /// <summary>As they are, without a header or a checksum.</summary>
    Plain,
    ZipStored,
    ZipDeflated,

    /// <summary>Of a file with holes, without them: not read.</summary>
    TarSparse,

    /// <summary>Of a file whose beginning lies elsewhere: not read.</summary>
    TarRest,
}
