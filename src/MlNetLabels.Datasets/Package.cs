using MlNetLabels.Data;
using MlNetLabels.Datasets.Archives;

namespace MlNetLabels.Datasets;

internal enum PackageKind
{
    Zip,
    Tar,
    GzippedTar,
    Parquet,
}

/// <summary>What images lie in that are no files of their own.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Kind">How it is packed.</param>
/// <param name="Files">The archive, or the Parquet files in order.</param>
internal sealed record Package(string Path, PackageKind Kind, IReadOnlyList<string> Files)
{
    // Zip archives within, of which the reader says what they are.
    private static readonly string[] s_notData = [".xlsx", ".xlsm", ".ods", ".npz", ".pt", ".pth"];

    public const string ParquetFormat = "parquet";

    private const int HeadBytes = 512;

    /// <summary>By content, not by name; null for what lies open.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="format">The format that is insisted on; null to look.</param>
    public static Package? Find(string path, string? format = null)
    {
        if (Directory.Exists(path))
            return ParquetAt(path, format) is { } files ? new(path, PackageKind.Parquet, files) : null;
        if (
            !File.Exists(path)
            || ArchivePart.Is(path)
            || s_notData.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant())
        )
            return null;
        byte[] head = Head(path);
        return KindOf(path, head) is { } found ? new(path, found, [path])
            : IsParquet(format) ? new(path, PackageKind.Parquet, [])
            : null;
    }

    /// <summary>Whether a file, which may lie in an archive, is an archive itself.</summary>
    public static bool IsArchive(string file) =>
        KindOf(file, Head(file)) is PackageKind.Zip or PackageKind.Tar or PackageKind.GzippedTar;

    // Spreadsheets are zip archives whose content is no data.
    private static PackageKind? KindOf(string path, ReadOnlySpan<byte> head) =>
        OfficeFile.Is(head) ? null
        : head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8) ? PackageKind.Zip
        : head.StartsWith("PAR1"u8) ? PackageKind.Parquet
        : head.StartsWith<byte>([0x1F, 0x8B]) ? PackageKind.GzippedTar
        : TarHeaders.Starts(head) || IsEmptyTar(path, head) ? PackageKind.Tar
        : null;

    // Zeros are its end, and are in other files, too.
    private static bool IsEmptyTar(string path, ReadOnlySpan<byte> head) =>
        head.Length == HeadBytes
        && !head.ContainsAnyExcept((byte)0)
        && System.IO.Path.GetExtension(path).Equals(".tar", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The Parquet files at a path that may lie in an archive; null where there are none, or others are insisted on.
    /// </summary>
    public static IReadOnlyList<string>? ParquetAt(string path, string? format)
    {
        if (InputTree.IsFolder(path))
            return IsParquet(format) || (format is null && ParquetIn(path).Length > 0) ? ParquetIn(path) : null;
        return Head(path).AsSpan().StartsWith("PAR1"u8) ? [path]
            : IsParquet(format) ? []
            : null;
    }

    /// <summary>Whether the format that is insisted on is Parquet.</summary>
    private static bool IsParquet(string? format) => ParquetFormat.Equals(format, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses Parquet where another format was asked for, and another where Parquet was.</summary>
    public void Check(string? format)
    {
        if (Kind == PackageKind.Parquet && Files.Count == 0)
            throw new InvalidInputException(Path, null, "this is no Parquet file, nor is there one in it.");
        if (Kind == PackageKind.Parquet && format is not null && !IsParquet(format))
            throw new InvalidInputException(Path, null, $"this is a Parquet file, and not of the format '{format}'.");
    }

    /// <summary>Parquet files of a folder, of its subfolder data, and of those that are called like splits.</summary>
    private static string[] ParquetIn(string folder) =>
        [
            .. new[] { folder }
                .Concat(InputTree.Folders(folder).Where(name => !System.IO.Path.GetFileName(name).StartsWith('.')))
                // Names that are no UTF-8 are listed, but not found again.
                .Where(InputTree.IsFolder)
                .SelectMany(place => InputTree.Files(place, "*.parquet"))
                .Order(StringComparer.Ordinal),
        ];

    private static byte[] Head(string path)
    {
        using var file = InputFile.Open(path);
        byte[] head = new byte[HeadBytes];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}
