using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>Bytes of a list on standard input as text: Windows' programs pass on UTF-16, with or without its mark.</summary>
internal static class ListText
{
    /// <summary>All of standard input.</summary>
    /// <exception cref="InvalidInputException">It is a file of another kind.</exception>
    public static string Read()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        byte[] all = bytes.ToArray();
        return Foreign(all) is { } foreign ? throw new InvalidInputException(foreign) : Decode(all);
    }

    /// <summary>What is said of a file that was given in place of a list; null for what may be one.</summary>
    internal static string? Foreign(ReadOnlySpan<byte> bytes) =>
        ImageContent.IsImage(bytes) ? Not("an image", "Name the image itself instead of -.")
        : OfficeFile.Is(bytes) ? Not("a spreadsheet or document", "Copy its column of paths into a text file.")
        : BundleFile.Is(bytes) ? Not("a trained model", "Name it with --model.")
        : bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
            ? Not("an archive", "Unpack it, and name its folder instead of -.")
        : bytes.StartsWith("%PDF"u8) ? Not("a PDF", "Save the images in it as files, and name their folder.")
        : null;

    private static string Not(string what, string advice) =>
        $"standard input holds {what}, but - stands for a list of paths, one a line. {advice}";

    /// <summary>UTF-8 and UTF-16 with their marks, UTF-16 without it; anything else as the console's input is written.</summary>
    public static string Decode(byte[] bytes) =>
        bytes is [0xFF, 0xFE, ..] ? Encoding.Unicode.GetString(bytes.AsSpan(2))
        : bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2))
        : bytes is [0xEF, 0xBB, 0xBF, ..] ? Encoding.UTF8.GetString(bytes.AsSpan(3))
        : IsUtf16(bytes) ? Encoding.Unicode.GetString(bytes)
        : Console.InputEncoding.GetString(bytes);

    // Plain letters in UTF-16 look like names of one letter each with zero characters between, as find -print0 would
    // write them: unless files are really called so.
    private static bool IsUtf16(byte[] bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0)
            return false;
        for (int i = 0; i < bytes.Length; i += 2)
            if (bytes[i] == 0 || bytes[i + 1] != 0)
                return false;
        return !bytes.Where((_, i) => i % 2 == 0).All(c => Path.Exists(((char)c).ToString()));
    }
}
