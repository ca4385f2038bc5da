namespace MlNetLabels.Data.Formats;

/// <summary>Tells files in which other tools keep images or tables, and that are not read here.</summary>
internal static class ForeignFile
{
    private const string WriteOut = "Write its images out as files, into a folder for each class.";

    private const int HeadBytes = 16;

    /// <summary>What the file is and what to do with it; null for what is not known.</summary>
    /// <param name="path">The file; its name may be enough.</param>
    public static string? Describe(string path) => ArchivePart.Is(path) ? ArchivePart.Advice : ByName(path);

    private static string? ByName(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".xlsx" or ".xlsm" or ".xls" or ".ods" =>
                "this is a spreadsheet. Save its sheet as CSV (in Excel: 'CSV UTF-8').",
            ".npz" => $"this is an archive of NumPy arrays. {WriteOut}",
            ".pkl" or ".pickle" or ".pt" or ".pth" =>
                $"this is a Python pickle, which may run code and is never read. {WriteOut}",
            ".tfrecord" or ".tfrecords" => $"this is a file of TensorFlow records. {WriteOut}",
            ".h5" or ".hdf5" => $"this is an HDF5 file. {WriteOut}",
            ".mat" => $"this is a file of MATLAB. {WriteOut}",
            ".mdb" or ".lmdb" => $"this is an LMDB database. {WriteOut}",
            ".rec" => $"this is a RecordIO file. {WriteOut}",
            ".npy" =>
                "these are numbers, such as 'embed' writes: --embeddings takes embeddings; images are given as files.",
            ".db" or ".sqlite" or ".sqlite3" => "this is a database. Write its table out as CSV.",
            ".xz" or ".txz" => UnreadArchive("packed (xz)"),
            ".bz2" or ".tbz2" => UnreadArchive("packed (bzip2)"),
            ".rar" => UnreadArchive("RAR"),
            ".7z" => UnreadArchive("7z"),
            _ => ByContent(path),
        };

    /// <summary>What is said of an archive that nothing here opens.</summary>
    public static string UnreadArchive(string kind) =>
        $"this is a {kind} archive, which cannot be read here (zip and tar can). Unpack it, and name the folder.";

    private static string? ByContent(string path)
    {
        string name = Path.GetFileName(path);
        if (name.Contains(".tfrecord", StringComparison.OrdinalIgnoreCase))
            return Describe("x.tfrecord");
        if (Path.HasExtension(name) && !name.EndsWith(".meta", StringComparison.Ordinal))
            return null;
        byte[] head = Head(path);
        return head is [0x80, >= 2 and <= 5, ..] ? Describe("x.pkl")
            : head is [0, 0, 8, 1 or 3, ..] ? $"this is a file of MNIST's kind (IDX). {WriteOut}"
            : null;
    }

    private static byte[] Head(string path)
    {
        try
        {
            using var file = InputFile.Open(path);
            byte[] head = new byte[HeadBytes];
            return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidInputException)
        {
            return [];
        }
    }
}
