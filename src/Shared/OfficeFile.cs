using System.Buffers.Binary;

namespace MlNetLabels.Data;

/// <summary>Tells spreadsheets and documents of office programs by their first bytes, whatever they are called.</summary>
internal static class OfficeFile
{
    // Of a zip archive's first entry: lengths of its name and of what follows it, then the name (APPNOTE 4.3.7).
    private const int NameLengthAt = 26,
        ExtraLengthAt = 28,
        NameAt = 30;

    /// <summary>Whether these first bytes are of one; the first hundred tell.</summary>
    public static bool Is(ReadOnlySpan<byte> head)
    {
        // What Excel and Word wrote before 2007.
        if (head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            return true;
        if (!head.StartsWith("PK\u0003\u0004"u8) || head.Length < NameAt)
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(head[NameLengthAt..]),
            content = NameAt + length + BinaryPrimitives.ReadUInt16LittleEndian(head[ExtraLengthAt..]);
        var name = head[NameAt..Math.Min(head.Length, NameAt + length)];
        return name.SequenceEqual("[Content_Types].xml"u8)
            || name.SequenceEqual("_rels/.rels"u8)
            || name.StartsWith("docProps/"u8)
            || name.StartsWith("xl/workbook"u8)
            || name.StartsWith("xl/worksheets/"u8)
            || (
                name.SequenceEqual("mimetype"u8)
                && content < head.Length
                && head[content..].StartsWith("application/vnd.oasis.opendocument"u8)
            );
    }
}
