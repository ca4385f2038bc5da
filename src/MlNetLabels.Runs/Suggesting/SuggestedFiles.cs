using MlNetLabels.Data;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>Where the suggested images lie, as seen from the CSV that lists them.</summary>
internal static class SuggestedFiles
{
    /// <summary>Names for the CSV; images that a log kept are written beside it first.</summary>
    /// <param name="csv">The CSV.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="rows">The suggested rows.</param>
    public static IReadOnlyList<string> For(string csv, PoolImages pool, IReadOnlyList<int> rows)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(csv))!;
        if (pool.Paths is { } paths)
            return [.. rows.Select(row => Seen(folder, paths[row]))];
        return pool.Bytes is { } bytes
            ? [.. rows.Select((row, i) => Write(csv, folder, i, bytes(row)) ?? pool.Files[row])]
            : [.. rows.Select(row => pool.Files[row])];
    }

    private static string? Write(string csv, string folder, int i, byte[]? image)
    {
        if (image is null)
            return null;
        string images = Path.Combine(folder, Path.GetFileNameWithoutExtension(csv) + "-images"),
            file = Path.Combine(images, $"{i + 1:0000}{Extension(image)}");
        // What callers sent is for the service's own user alone, as in the log.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(images);
        else
            Directory.CreateDirectory(
                images,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        AtomicFile.Write(file, stream => stream.Write(image));
        return Seen(folder, file);
    }

    private static string Extension(byte[] image) =>
        PictureHeader.Read(image).Format switch
        {
            "JPEG" => ".jpg",
            "PNG" => ".png",
            "GIF" => ".gif",
            "WebP" => ".webp",
            "TIFF" => ".tif",
            "BMP" => ".bmp",
            _ => ".avif",
        };

    private static string Seen(string folder, string path) =>
        Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace('\\', '/');
}
