using System.IO.Hashing;

namespace MlNetLabels.Hosting.Loading;

/// <summary>A bundle on disk, opened so that others may replace it meanwhile.</summary>
internal static class BundleFile
{
    // A zip ends with the checksums of what is in it, so that other content shows here whatever size and time say.
    private const int TailBytes = 1024;

    /// <summary>Opens it and says by which stamp it is known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">What the stamp begins with.</param>
    /// <exception cref="InvalidInputException">It is missing, empty, or cannot be read.</exception>
    public static FoundBundle Open(string path, string context = "")
    {
        FileStream? file = null;
        try
        {
            // Pipes and devices have no length and would block when opened.
            if (new FileInfo(path) is not { Exists: true } info || Length(info) == 0)
                throw new InvalidInputException(
                    path,
                    null,
                    Directory.Exists(path)
                        ? "this is a folder; name a bundle."
                        : "there is no such file, or it is empty."
                );
            const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
            file = new FileStream(path, FileMode.Open, FileAccess.Read, Others);
            return new FoundBundle(context + Stamp(file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new InvalidInputException(path, null, $"cannot be read ({error.Message})", error);
        }
    }

    private static long Length(FileInfo file) =>
        (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;

    private static string Stamp(FileStream file)
    {
        var tail = new byte[Math.Min(TailBytes, file.Length)];
        file.Seek(-tail.Length, SeekOrigin.End);
        int read = file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        file.Position = 0;
        long written = File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks;
        return FormattableString.Invariant(
            $"{file.Length} bytes, {written}, {XxHash64.HashToUInt64(tail.AsSpan(0, read)):x16}"
        );
    }
}
