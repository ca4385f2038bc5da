using System.Text;

namespace MlNetLabels.Cli.Commands;

/// <summary>Bytes of a list on stdin as text: Windows' programs pass on UTF-16, with or without its mark.</summary>
internal static class ListText
{
    /// <summary>All of stdin.</summary>
    public static string Read()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return Decode(bytes.ToArray());
    }

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
