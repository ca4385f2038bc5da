using MlNetLabels.Data;

namespace MlNetLabels.Models;

/// <summary>What a file is that no bundle can be read from.</summary>
internal static class BundleProblem
{
    public const string Bundle = "A bundle is the file that train writes, called *.mlabels.";

    private const int HeadBytes = 512;

    /// <param name="stream">The file; where it cannot seek back, it is taken for a damaged bundle.</param>
    public static string Describe(Stream stream)
    {
        byte[] head = Head(stream);
        return head.Length == 0 && stream.CanSeek ? $"this is not a model bundle: the file is empty. {Bundle}"
            : head.AsSpan().StartsWith("PK"u8) || !stream.CanSeek
                ? $"this is a zip archive, as model bundles are, but it is damaged or was cut off. Train the model again or "
                    + "restore it from a backup."
            : $"this is not a model bundle, but {Kind(head)}. {Bundle}";
    }

    private static string Kind(byte[] head) =>
        ImageContent.IsImage(head) ? "an image"
        : IsOnnx(head) ? "a network (ONNX)"
        : head.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? "JSON"
        : !head.Contains((byte)0) ? "text"
        : "another kind of file";

    // Field 1, its version, is small; behind it comes the tool that wrote it (2) or another field of bytes.
    private static bool IsOnnx(byte[] head) => head is [0x08, < 0x20, 0x12 or 0x1A or 0x22 or 0x32 or 0x3A or 0x42, ..];

    private static byte[] Head(Stream stream)
    {
        if (!stream.CanSeek)
            return [];
        stream.Position = 0;
        byte[] head = new byte[HeadBytes];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}
