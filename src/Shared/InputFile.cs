using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Data;

/// <summary>
/// Files that came from outside: regular ones, within a bound, and text as valid UTF-8. Pipes and devices may block or
/// never end, so they are turned away before they are opened.
/// </summary>
internal static class InputFile
{
    /// <summary>What is said of pipes and devices.</summary>
    public const string Pipe = "this is a pipe or a device, not a file: write what it gives to a file, and name that.";

    /// <summary>What is said of a file that the user has no right to read.</summary>
    public static string Denied { get; } =
        "it may not be read: give yourself the permission"
        + (OperatingSystem.IsWindows() ? " in its properties" : " (chmod u+r, or ask its owner)");

    private const string Empty =
        "the file is empty: there is nothing in it to read. Export, save or download it again.";

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Whether something is there that is neither a file nor a folder, where the system tells.</summary>
    public static bool IsPipe(string path) =>
        !path.Contains('\0') && !Directory.Exists(path) && UnixStatus.Of(path) is { IsRegular: false };

    /// <summary>Opens a file to read.</summary>
    /// <exception cref="InvalidInputException">It is missing, empty, no regular file, or cannot be read.</exception>
    public static Stream Open(string path)
    {
        try
        {
            return Problem(path) is { } problem
                ? throw new InvalidInputException(path, null, problem)
                : InputTree.Open(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidInputException(path, null, $"{Denied}.", error);
        }
        catch (IOException error)
        {
            throw new InvalidInputException(path, null, $"cannot be read ({error.Message})", error);
        }
    }

    /// <summary>SHA-256 of a file in small hexadecimal digits.</summary>
    /// <exception cref="InvalidInputException">As for <see cref="Open"/>.</exception>
    public static string HashOf(string path)
    {
        using var file = Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>As <see cref="HashOf"/>; null where it cannot be read, for what tells of that in its turn.</summary>
    public static string? TryHash(string path)
    {
        try
        {
            return HashOf(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have, below <see cref="Array.MaxLength"/>.</param>
    /// <exception cref="InvalidInputException">As for <see cref="Open"/>, or it is larger.</exception>
    public static byte[] ReadBytes(string path, long most)
    {
        using var file = Open(path);
        long length = file.CanSeek ? file.Length : InputTree.Length(path);
        if (length > most)
            throw new InvalidInputException(path, null, $"it is larger than {most} bytes, the most that is read.");
        try
        {
            var bytes = new byte[length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException error)
        {
            throw new InvalidInputException(path, null, $"cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Reads a whole file of text, without its byte order mark: UTF-8, or UTF-16 with that mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="InvalidInputException">
    /// As for <see cref="ReadBytes"/>, or it is not UTF-8, or holds a zero character.
    /// </exception>
    public static string ReadText(string path, long most)
    {
        byte[] bytes = ReadBytes(path, most);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return Utf16(path, bytes);
        if (bytes.AsSpan().IndexOf((byte)0) is >= 0 and int zero)
            throw new InvalidInputException(
                path,
                Line(bytes, zero),
                Binary(bytes) is { } kind
                    ? $"this is {kind}, and text is needed here."
                    : "there is a zero character: this is no text, or none in UTF-8. Save a table as UTF-8 (in Excel: 'CSV UTF-8')."
            );
        try
        {
            return s_strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidInputException(
                path,
                Line(bytes, error.Index),
                "this is not UTF-8 text. Save the file as UTF-8 (in Excel: 'CSV UTF-8').",
                error
            );
        }
    }

    private static string? Binary(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || bytes.StartsWith("GIF8"u8)
            ? "an image"
        : bytes.StartsWith("PK\u0003\u0004"u8) ? "an archive, a spreadsheet or a trained model"
        : bytes.StartsWith("%PDF"u8) ? "a PDF"
        : null;

    // What Excel calls Unicode text.
    private static string Utf16(string path, byte[] bytes)
    {
        try
        {
            string text = new UnicodeEncoding(
                bytes[0] == 0xFE,
                byteOrderMark: true,
                throwOnInvalidBytes: true
            ).GetString(bytes.AsSpan(2));
            return text.Contains('\0')
                ? throw new InvalidInputException(path, null, "there is a zero character, which no text holds.")
                : text;
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidInputException(path, null, "this is no UTF-16 text. Save the file as UTF-8.", error);
        }
    }

    private static int Line(ReadOnlySpan<byte> bytes, int at) =>
        1 + bytes[..Math.Clamp(at, 0, bytes.Length)].Count((byte)'\n');

    // Pipes and devices have length 0. A link has a length of its own.
    private static string? Problem(string path)
    {
        if (path.Contains('\0'))
            return "its name holds a zero character.";
        if (InputTree.IsPacked(path))
            return InputTree.IsFile(path)
                ? InputTree.Length(path) == 0
                    ? Empty
                    : null
                : Missing(path);
        if (IsPipe(path))
            return Pipe;
        var file = new FileInfo(path);
        string? target = file.LinkTarget;
        if (file.Exists && target is not null)
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return !file.Exists
            ? target is null || Directory.Exists(path)
                ? Missing(path)
                : $"this is a link to {target}, which is not there."
            : file.Length == 0
                // Where the system does not tell which of the two it is, it may be either.
                ? OperatingSystem.IsLinux()
                    ? Empty
                    : $"{Empty} If it is a pipe or a device, write what it gives to a file first."
                : null;
    }

    /// <summary>What is said of a path where no file is.</summary>
    public static string Missing(string path) =>
        InputTree.IsFolder(path)
            ? "this is a folder; name a file."
            : "there is no such file." + Suggestion.ForPath(path);
}
